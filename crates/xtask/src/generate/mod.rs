//! The code that UniFFI writes for Kotlin and Swift: made, and compared with what is checked in.

mod kotlin;
mod swift;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::process::{cargo, run};
use crate::workspace::Workspace;

/// A library, and the files that are made from it.
struct Source {
    /// The package that builds it.
    package: &'static str,
    /// The name that cargo gives it, and the crate whose code is wanted: a library may hold several.
    library: &'static str,
    /// What the generator writes for each language, where that is checked in, and as what.
    files: &'static [Generated],
}

/// A generated file.
struct Generated {
    language: &'static str,
    written: &'static str,
    kept: &'static str,
    rewrite: fn(&str) -> String,
}

const SOURCES: &[Source] = &[
    Source {
        package: "hypersender-uniffi",
        library: "hypersender_uniffi",
        files: &[
            Generated {
                language: "kotlin",
                written: "io/github/hypersender/internal/hypersender.kt",
                kept: "bindings/kotlin/src/main/generated/io/github/hypersender/internal/hypersender.kt",
                rewrite: kotlin::internal,
            },
            Generated {
                language: "swift",
                written: "HypersenderNative.swift",
                kept: "bindings/swift/Sources/HypersenderNative/generated/HypersenderNative.swift",
                rewrite: swift::package,
            },
            Generated {
                language: "swift",
                written: "HypersenderFFI.h",
                kept: "bindings/swift/Sources/HypersenderFFI/HypersenderFFI.h",
                rewrite: swift::header,
            },
        ],
    },
    Source {
        package: "hypersender-uniffi-testing",
        library: "hypersender_uniffi_testing",
        files: &[
            Generated {
                language: "kotlin",
                written: "io/github/hypersender/internal/testing/hypersender_testing.kt",
                kept: "bindings/kotlin/src/test/generated/io/github/hypersender/internal/testing/hypersender_testing.kt",
                rewrite: kotlin::internal,
            },
            Generated {
                language: "swift",
                written: "HypersenderTestingNative.swift",
                kept: "bindings/swift/Tests/HypersenderTestingNative/generated/HypersenderTestingNative.swift",
                rewrite: swift::package_beside,
            },
            Generated {
                language: "swift",
                written: "HypersenderTestingFFI.h",
                kept: "bindings/swift/Tests/HypersenderTestingFFI/HypersenderTestingFFI.h",
                rewrite: swift::header_beside,
            },
        ],
    },
];

/// Writes all generated files where they are checked in.
pub(crate) fn generate(workspace: &Workspace) -> Result<(), String> {
    for (path, text) in made(workspace)? {
        let file = workspace.root().join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("{path}: {error}"))?;
        }
        fs::write(&file, text).map_err(|error| format!("{path}: {error}"))?;
        println!("  {path}");
    }
    Ok(())
}

/// The checked-in files that are not what would be generated now.
pub(crate) fn stale(workspace: &Workspace) -> Result<Vec<String>, String> {
    let stale = |(path, text): &(&'static str, String)| {
        let kept = workspace.read(path).unwrap_or_default();
        (kept != *text).then(|| format!("{path}: is stale, `cargo xtask generate` makes it anew"))
    };
    Ok(made(workspace)?.iter().filter_map(stale).collect())
}

/// Builds the libraries: in one go, so that what they share is compiled once.
pub(crate) fn build(workspace: &Workspace) -> Result<(), String> {
    let mut command = cargo(workspace, &["build"]);
    for source in SOURCES {
        command.args(["--package", source.package]);
    }
    run(&mut command)
}

/// Everything that is generated, by the path where it is checked in.
fn made(workspace: &Workspace) -> Result<Vec<(&'static str, String)>, String> {
    build_with_generator(workspace)?;
    let mut files = Vec::new();
    for source in SOURCES {
        let folder = workspace.scratch(&format!("generated/{}", source.library));
        let _ = fs::remove_dir_all(&folder);
        for language in ["kotlin", "swift"] {
            let mut bindgen = generator(workspace, source.library, language);
            bindgen.args(["--crate", source.library, "--out-dir"]).arg(folder.join(language));
            run(&mut bindgen)?;
        }
        for file in source.files {
            let made = folder.join(file.language).join(file.written);
            let text = fs::read_to_string(&made)
                .map_err(|error| format!("{}: {error}", made.display()))?;
            files.push((file.kept, (file.rewrite)(&text)));
        }
    }
    Ok(files)
}

/// UniFFI's own bindings for Python as the package `native`, of the library that the packages are
/// tested with, which lies beside them: the folder that has the package. Nobody is given them.
pub(crate) fn for_python(workspace: &Workspace) -> Result<PathBuf, String> {
    const LIBRARY: &str = "hypersender_uniffi_testing";
    build_with_generator(workspace)?;
    let folder = workspace.scratch("generated/python");
    let package = folder.join("native");
    let _ = fs::remove_dir_all(&folder);
    run(generator(workspace, LIBRARY, "python").arg("--out-dir").arg(&package))?;
    let library = workspace.library(LIBRARY);
    let beside = package.join(library.file_name().unwrap_or_default());
    fs::copy(&library, beside).map_err(|error| format!("{}: {error}", library.display()))?;
    Ok(folder)
}

fn build_with_generator(workspace: &Workspace) -> Result<(), String> {
    let bindgen = ["build", "--package", "hypersender-bindgen", "--features", "generate"];
    run(&mut cargo(workspace, &bindgen))?;
    build(workspace)
}

/// UniFFI's generator, still to be told where to write.
fn generator(workspace: &Workspace, library: &str, language: &str) -> Command {
    let mut bindgen = Command::new(workspace.program("hypersender-bindgen"));
    // An unstripped library: what the generator reads goes with the symbols.
    bindgen.arg("generate").arg(workspace.library(library));
    bindgen.args(["--language", language, "--no-format"]).current_dir(workspace.root());
    bindgen
}

/// No white space at the ends of lines and of the file.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned() + "\n"
}
