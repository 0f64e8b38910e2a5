//! The README's examples of the command, run as they stand there.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what these tests use fails by panicking, too")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::{Deed, Scan};
use hypersender_sandbox::timeline::{Event, When};

const README: &str = include_str!("../../../../README.md");

/// The shell lines of the section about the command, each after what was exported before it.
fn examples() -> Vec<(String, &'static str)> {
    let (_, section) = README.split_once("\n## In a shell\n").expect("the README has the section");
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines).filter(|line| !line.trim().is_empty());
    let mut exports = String::new();
    let mut after_exports = Vec::new();
    for line in lines {
        after_exports.push((exports.clone(), line));
        if line.starts_with("export ") {
            exports.extend([line, "\n"]);
        }
    }
    after_exports
}

#[test]
fn each_of_them_does_what_it_says() {
    let examples = examples();
    assert!(examples.len() >= 8, "{examples:?}");
    let command = std::path::Path::new(env!("CARGO_BIN_EXE_hypersender"));
    let folder = tempfile::tempdir().unwrap();
    let path =
        format!("{}:{}", command.parent().unwrap().display(), std::env::var("PATH").unwrap());
    std::thread::scope(|scope| {
        for (exports, line) in examples {
            let (path, folder) = (&path, folder.path());
            scope.spawn(move || does_what_it_says(&exports, line, path, folder));
        }
    });
}

fn does_what_it_says(exports: &str, line: &str, path: &str, folder: &Path) {
    // A sandbox each: the limits of one are not the other's.
    let scan = Event {
        when: When::Shown { shown: 1, after: Duration::from_secs(5), instance: None },
        deed: Deed::Scan(Scan::default()),
    };
    let sandbox = Sandbox::builder().speed(20.0).expect(scan).start_blocking().unwrap();
    let ours = [exports, line]
        .concat()
        .replace("c9a1dd76-5678-4f9d-9012-a5b78de100c3", &sandbox.instance())
        .replace("'…'", &format!("'{}'", sandbox.token()));
    // It runs until somebody ends it, and says so with its number.
    let (patience, end) = if line == "hypersender sandbox" { ("2", 130) } else { ("60", 0) };
    let output = Command::new("timeout")
        .args(["--preserve-status", "--signal=INT", patience])
        .args(["bash", "-o", "pipefail", "-c", &ours])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .env("HYPERSENDER_BASE_URL", sandbox.url()) // of the rest the README tells
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(end), "{line}: {output:?}");
}
