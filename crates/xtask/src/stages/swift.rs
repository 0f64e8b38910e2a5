//! The Swift package: formatted, compiled without a warning, tested with the library of the tests, and
//! used by a program of the next language mode that knows nothing but the package.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use super::scenarios;
use crate::generate;
use crate::last_words;
use crate::process::{output, run};
use crate::stage::{Stage, Verdict};
use crate::swift::{SWIFT_OR_MMDEBSTRAP, built, finds_libraries_in, swift};
use crate::workspace::Workspace;

pub(crate) const SWIFT: Stage = Stage {
    name: "swift",
    proves: "the Swift package is formatted, has the public names that are written down, passes its tests and every scenario, its examples run, and a Swift 6 program can use it",
    needs: &[SWIFT_OR_MMDEBSTRAP],
    run: test,
};

const FOLDER: &str = "bindings/swift";
pub(super) const CONSUMER: &str = "bindings/swift/consumer";

/// All that is not generated.
const WRITTEN: [&str; 9] = [
    "Package.swift",
    "Sources/Hypersender",
    "Sources/HypersenderTesting",
    "Tests/HypersenderTests",
    "Tests/SecretSinks",
    "consumer/Package.swift",
    "consumer/Sources",
    "Benchmarks/Package.swift",
    "Benchmarks/Sources",
];

/// Suites for which nothing else may run.
const ALONE: &str = "MemoryTests|LogTests";

/// Linked in place of the library that is shipped.
const TESTS: (&str, &str) = ("HYPERSENDER_NATIVE_LIBRARY", "hypersender_uniffi_testing");
const SHIPPED: (&str, &str) = ("HYPERSENDER_NATIVE_LIBRARY", "hypersender_uniffi");

fn test(workspace: &Workspace) -> Verdict {
    scenarios::forget(workspace, &["swift"])?;
    let lint = ["format", "lint", "--strict", "--recursive", "--parallel"];
    run(&mut swift(workspace, FOLDER, &[&lint[..], &WRITTEN[..]].concat(), &[])?)?;
    mirrored(workspace)?;
    generate::build(workspace)?;
    let library = workspace.library("hypersender_uniffi");
    let libraries = finds_libraries_in(library.parent().ok_or("the library lies in no folder")?);
    let with = |command, more: &[&str]| {
        let words = [command, "-Xswiftc", "-warnings-as-errors"].into_iter();
        let words = words.chain(libraries.iter().map(String::as_str));
        words.chain(more.iter().copied()).map(str::to_owned).collect::<Vec<String>>()
    };
    let test = |more: &[&str]| {
        let more = [&["--no-parallel"], more].concat();
        tested(swift(workspace, FOLDER, &with("test", &more), &[TESTS])?)
    };
    run(&mut swift(workspace, FOLDER, &with("build", &["--build-tests"]), &[TESTS])?)?;
    public_names(workspace)?;
    // The memory of the process and its log are looked at when it does nothing else.
    test(&["--skip-build", "--skip", ALONE])?;
    test(&["--skip-build", "--filter", ALONE])?;
    run(&mut swift(workspace, CONSUMER, &with("build", &[]), &[SHIPPED])?)?;
    run(&mut built(workspace, CONSUMER, "consumer", &[])?)
}

/// Has the compiler write down what is public of what it has just compiled: a test reads it.
fn public_names(workspace: &Workspace) -> Verdict {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let folder = workspace.root().join(FOLDER).join(".build/symbols");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    // Not everybody's compiler has the same name for the same machine.
    let built = output(&mut swift(workspace, FOLDER, &["build", "--show-bin-path"], &[])?)?;
    let target = Path::new(built.trim()).parent().and_then(Path::file_name).unwrap_or_default();
    let target = target.to_string_lossy();
    for module in ["Hypersender", "HypersenderTesting"] {
        let mut extract = vec!["symbolgraph-extract", "-module-name", module, "-target", &target];
        extract.extend(["-I", ".build/debug/Modules", "-I", "Sources/HypersenderFFI"]);
        extract.extend(["-minimum-access-level", "public", "-output-dir", ".build/symbols"]);
        run(&mut swift(workspace, FOLDER, &extract, &[])?)?;
    }
    Ok(())
}

/// The package as a repository of its own has it: one that can be read, without this project's own tests,
/// which nobody else has the library for.
fn mirrored(workspace: &Workspace) -> Verdict {
    let folder = format!("{FOLDER}/.build/mirror");
    let (mirror, files) = (workspace.root().join(&folder), workspace.scratch("xcframeworks"));
    let _ = fs::remove_dir_all(&mirror);
    fs::create_dir_all(&files).map_err(|error| error.to_string())?;
    for name in ["HypersenderFFI", "HypersenderFFI-testing"] {
        fs::write(files.join(format!("{name}.xcframework.zip")), name)
            .map_err(|error| error.to_string())?;
    }
    let mut make = Command::new("sh");
    make.current_dir(workspace.root()).arg(format!("{FOLDER}/scripts/make-mirror.sh"));
    run(make.arg("https://example.com/v1.2.3").args([&files, &mirror]))?;
    let manifest = output(&mut swift(workspace, &folder, &["package", "dump-package"], &[])?)?;
    if manifest.contains("HypersenderTests") {
        return Err("the package for others has this project's own tests in it".to_owned());
    }
    Ok(())
}

/// Runs `swift test`, and is not content if there was no test.
fn tested(mut command: Command) -> Verdict {
    last_words::forget();
    let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| format!("Swift could not be started ({error})"))?;
    let mut ran = 0;
    for line in child.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines()) {
        let line = line.map_err(|error| error.to_string())?;
        ran = tests_in(&line).unwrap_or(ran);
        if !line.contains("Passing 1 argument") {
            last_words::repeat(&line);
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    match (status.success(), ran) {
        (true, 0) => Err("no test was run".to_owned()),
        (true, _) => Ok(()),
        (false, _) => Err(format!("`swift test` failed ({status})")),
    }
}

/// How many tests there were, if this line tells the end: those of Swift Testing, there are no others.
fn tests_in(line: &str) -> Option<u32> {
    line.split_once("Test run with ")?.1.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_tests_is_noticed() {
        assert_eq!(tests_in("✔ Test run with 54 tests passed after 3.1 seconds."), Some(54));
        assert_eq!(tests_in("✔ Test run with 0 tests passed after 0.1 seconds."), Some(0));
        assert_eq!(tests_in("Executed 3 tests, with 0 failures"), None);
    }
}
