//! Chaos: sessions and calls of Rust, Python (both of its clients) and Node under random faults, each
//! in a process of its own, all at the same time. What they may do is written in `tests/chaos`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;

use super::node::{NODE, NPM, build_for_tests};
use super::python::{Environment, PYTHON};
use super::python_wheel::packages_of;
use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict, verdict};
use crate::workspace::Workspace;

pub(crate) const CHAOS: Stage = Stage {
    name: "chaos",
    proves: "an hour of link sessions and calls under random faults, in Rust, Python and Node, breaks no promise, and what breaks one in any of them is noticed",
    needs: &[PYTHON, NODE, NPM],
    run: |workspace| {
        chaos(workspace, &Wanted { seconds: 60.0, ..Wanted::default() })?;
        all_is_noticed(workspace)
    },
};

/// `python-sync` is Python's blocking client.
const LANGUAGES: [&str; 4] = ["rust", "python", "python-sync", "node"];

/// What `cargo xtask chaos` was asked for.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Wanted {
    seconds: f64,
    seed: Option<String>,
    language: Option<String>,
}

impl Wanted {
    /// Out of the words of the command line.
    pub(crate) fn of(words: &[&str]) -> Result<Self, String> {
        let mut wanted = Self { seconds: 60.0, ..Self::default() };
        for pair in words.chunks(2) {
            match *pair {
                ["--minutes", minutes] => {
                    let minutes = minutes.parse::<f64>().ok().filter(|it| *it > 0.0);
                    wanted.seconds = minutes.ok_or("The minutes are a number.")? * 60.0;
                }
                ["--seed", seed] => wanted.seed = Some(seed.to_owned()),
                ["--language", language] if LANGUAGES.contains(&language) => {
                    wanted.language = Some(language.to_owned());
                }
                ["--language", other] => {
                    return Err(format!("{other} is none of {}.", LANGUAGES.join(", ")));
                }
                _ => return Err("It takes --minutes, --seed and --language.".to_owned()),
            }
        }
        Ok(wanted)
    }
}

/// Lets chaos loose.
pub(crate) fn chaos(workspace: &Workspace, wanted: &Wanted) -> Verdict {
    run(&mut cargo(workspace, &["build", "--package", "chaos"]))?;
    let chosen = |it: &&&str| wanted.language.as_deref().is_none_or(|language| language == **it);
    let runs: Vec<_> = LANGUAGES.iter().filter(chosen).copied().collect();
    let commands: Result<Vec<_>, String> =
        runs.iter().map(|language| command(workspace, language, wanted)).collect();
    println!("{} for {:.0} s, at the same time", runs.join(", "), wanted.seconds);
    let running = commands?.into_iter().map(|mut command| thread::spawn(move || command.output()));
    let running: Vec<_> = running.collect();
    let mut findings = Vec::new();
    for (language, running) in runs.iter().zip(running) {
        let output = running.join().map_err(|_| format!("{language}: the thread panicked"))?;
        let output: Output = output.map_err(|error| format!("{language}: {error}"))?;
        print!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        if !output.status.success() {
            findings.push(format!("{language}: a promise was broken ({})", output.status));
        }
    }
    verdict(&findings)
}

fn command(workspace: &Workspace, language: &str, wanted: &Wanted) -> Result<Command, String> {
    let mut command = Command::new(workspace.program("chaos"));
    command.args(["run", "--language", language, "--seconds", &wanted.seconds.to_string()]);
    command.arg("--keep").arg(workspace.program("").with_file_name("chaos"));
    if let Some(seed) = &wanted.seed {
        command.args(["--seed", seed]);
    }
    if language == "python-sync" {
        command.arg("--threads");
    }
    command.arg("--").args(driver(workspace, language)?);
    command.current_dir(workspace.root()).stdin(Stdio::null());
    Ok(command)
}

/// The words that start a language's driver; none for Rust, whose driver is the program itself.
fn driver(workspace: &Workspace, language: &str) -> Result<Vec<String>, String> {
    let path = |path: &str| workspace.root().join(path).display().to_string();
    let python = |module: &str| {
        let python = Environment::with_the_package(workspace)?.interpreter().display().to_string();
        let modules = format!("PYTHONPATH={}", path("python"));
        Ok(vec!["env".to_owned(), modules, python, "-m".to_owned(), module.to_owned()])
    };
    match language {
        "python" => python("tests.chaos.driver"),
        "python-sync" => python("tests.chaos.blocking"),
        "node" => {
            build_for_tests(workspace)?;
            // Room for the youngest objects that does not grow by itself.
            let words = ["node", "--expose-gc", "--max-semi-space-size=1"].map(str::to_owned);
            Ok([&words[..], &[path("node/test/chaos/driver.mjs")]].concat())
        }
        _ => Ok(Vec::new()),
    }
}

/// The check of the check, with the drivers that are not Rust's: `tests/chaos/tests/drivers.rs`.
fn all_is_noticed(workspace: &Workspace) -> Verdict {
    let mut test = cargo(workspace, &["test", "--package", "chaos", "--test", "drivers"]);
    for language in LANGUAGES.iter().filter(|it| **it != "rust") {
        let words = driver(workspace, language)?;
        let name = language.to_uppercase().replace('-', "_");
        test.env(format!("CHAOS_{name}"), words.join("\n"));
    }
    run(&mut test)
}

/// Where the interpreter is that has the test build of the Python package, and its modules.
pub(crate) struct PythonBuild {
    pub(crate) interpreter: PathBuf,
    pub(crate) path: OsString,
}

/// The test builds of both packages; what is there already is used.
pub(crate) fn test_builds(workspace: &Workspace) -> Result<PythonBuild, String> {
    build_for_tests(workspace)?;
    let python = Environment::with_the_package(workspace)?;
    let interpreter = python.interpreter().to_path_buf();
    let own = workspace.root().join("python/src");
    let path = std::env::join_paths([own, packages_of(&interpreter)?]);
    Ok(PythonBuild { interpreter, path: path.map_err(|error| error.to_string())? })
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn minutes_seed_and_language_are_read() {
        let wanted = Wanted::of(&["--minutes", "0.5", "--language", "node", "--seed", "7"]);
        let (seed, language) = (Some("7".to_owned()), Some("node".to_owned()));
        assert_eq!(wanted, Ok(Wanted { seconds: 30.0, seed, language }));
        assert!(Wanted::of(&["--minutes", "-1"]).is_err());
        assert!(Wanted::of(&["--language", "cobol"]).is_err());
        assert!(Wanted::of(&["--seed"]).is_err());
    }
}
