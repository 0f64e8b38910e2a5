//! The native modules of Python and Node, and the library behind Kotlin and Swift, under valgrind:
//! nothing is read, written or freed that must not be, and a second round of everything loses nothing
//! that the first did not.
//!
//! That library is called by UniFFI's bindings for Python: a virtual machine that writes its own code
//! is no place for valgrind, and what is native is the same.
//!
//! What is not initialised is not looked for: the interpreters read such memory themselves.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::generate;
use crate::process::run;
use crate::stage::{Stage, Verdict, verdict};
use crate::stages::test_builds;
use crate::tool::Tool;
use crate::workspace::Workspace;

const VALGRIND: Tool = Tool { program: "valgrind", package: Some("valgrind") };

const NODE: Tool = Tool { program: "node", package: Some("nodejs") };
const NPM: Tool = Tool { program: "npm", package: Some("npm") };
const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };

pub(crate) const MEMORY: Stage = Stage {
    name: "memory",
    proves: "under valgrind the modules of Python and Node, and the library of Kotlin and Swift, touch no memory that is not theirs, and lose none",
    needs: &[VALGRIND, PYTHON, NODE, NPM],
    run: memory,
};

/// How often everything is done.
const ROUNDS: [u32; 2] = [1, 4];

fn memory(workspace: &Workspace) -> Verdict {
    let python = test_builds(workspace)?;
    // It starts the interpreter itself: what a virtual environment has in its place is a link.
    let interpreter = fs::canonicalize(&python.interpreter).map_err(|error| error.to_string())?;
    let snake = |valgrind: &mut Command, rounds: u32| {
        valgrind.env("PYTHONPATH", &python.path).env("PYTHONMALLOC", "malloc").arg(&interpreter);
        valgrind.arg(workspace.root().join("python/tests/memory/program.py"));
        valgrind.arg(rounds.to_string());
    };
    let node = |valgrind: &mut Command, rounds: u32| {
        valgrind.args(["--smc-check=all-non-file", "node", "--expose-gc"]);
        valgrind.arg(workspace.root().join("node/test/memory/program.mjs")).arg(rounds.to_string());
    };
    let bindings = generate::for_python(workspace)?;
    let uniffi = |valgrind: &mut Command, rounds: u32| {
        valgrind.env("PYTHONMALLOC", "malloc").arg(&interpreter);
        valgrind.arg(workspace.root().join("tests/memory/uniffi.py"));
        valgrind.arg(rounds.to_string()).arg(&bindings);
    };
    let mut findings = rounds(workspace, "python", snake)?;
    findings.extend(rounds(workspace, "node", node)?);
    findings.extend(rounds(workspace, "uniffi", uniffi)?);
    verdict(&findings)
}

fn rounds(
    workspace: &Workspace,
    language: &str,
    program: impl Fn(&mut Command, u32),
) -> Result<Vec<String>, String> {
    let (mut findings, mut lost) = (Vec::new(), Vec::new());
    for rounds in ROUNDS {
        let folder = workspace.scratch("memory");
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let log = folder.join(format!("{language}-{rounds}.log"));
        let mut command = Command::new("valgrind");
        command.args(["-q", "--undef-value-errors=no", "--leak-check=full", "--num-callers=25"]);
        command.args(["--show-leak-kinds=definite", &format!("--log-file={}", log.display())]);
        // Some panic on purpose, which is told in a line.
        program(command.env("RUST_BACKTRACE", "0"), rounds);
        run(command.current_dir(workspace.root()))?;
        let told = read(&log)?;
        findings.extend(wrong(&told).map(|line| format!("{language}: {line} ({})", log.display())));
        lost.push(bytes_lost(&told));
    }
    println!("{language}: {lost:?} bytes are lost after {ROUNDS:?} rounds");
    if lost[0] != lost[1] {
        findings.push(format!("{language}: each round loses memory: {lost:?} bytes"));
    }
    Ok(findings)
}

fn read(log: &Path) -> Result<String, String> {
    fs::read_to_string(log).map_err(|error| format!("{}: {error}", log.display()))
}

/// What valgrind says that must not be.
fn wrong(told: &str) -> impl Iterator<Item = &str> {
    const WRONG: [&str; 5] =
        ["Invalid ", "Mismatched ", "Process terminating", "overlap", "Jump to the invalid"];
    told.lines().filter(|line| WRONG.iter().any(|wrong| line.contains(wrong)))
}

/// The sum of what is lost for good.
fn bytes_lost(told: &str) -> u64 {
    let of = |line: &str| {
        // What else is lost with it is told of in brackets after the sum.
        let (_, told) = line.split_once("== ")?;
        told.split(' ').next()?.replace(',', "").parse::<u64>().ok()
    };
    told.lines().filter(|line| line.contains("are definitely lost")).filter_map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::{bytes_lost, wrong};

    const TOLD: &str = "\
        ==7== Invalid read of size 8\n\
        ==7==    at 0x1: f\n\
        ==7== 1,080 bytes in 2 blocks are definitely lost in loss record 1 of 9\n\
        ==7== 20 bytes in 1 blocks are definitely lost in loss record 2 of 9\n\
        ==7== 40 (16 direct, 24 indirect) bytes in 1 blocks are definitely lost in loss record 4 of 9\n\
        ==7== 5 bytes in 1 blocks are possibly lost in loss record 3 of 9\n";

    #[test]
    fn what_valgrind_says_is_read() {
        assert_eq!(wrong(TOLD).count(), 1);
        assert_eq!(bytes_lost(TOLD), 1140);
        assert_eq!((wrong("").count(), bytes_lost("")), (0, 0));
    }
}
