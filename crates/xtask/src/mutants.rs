//! Mutation testing: changes one thing at a time, and sees whether a test notices.
//!
//! What is changed, by which tests it has to be noticed, and what is left out for which reason is
//! said in `.cargo/mutants.toml`.

use std::process::Stdio;

use crate::process::{cargo, run};
use crate::tool::Tool;
use crate::workspace::Workspace;

const CARGO_MUTANTS: Tool = Tool { program: "cargo-mutants", package: None };

/// How `cargo mutants` ends if each mutant was noticed, though some only by their running in circles.
const TIMEOUTS_ONLY: i32 = 3;

/// Runs `cargo mutants` with `arguments` of its own, such as `--re` with a part of a file's name.
pub(crate) fn run_mutants(workspace: &Workspace, arguments: &[&str]) -> Result<(), String> {
    if !CARGO_MUTANTS.is_there() {
        run(&mut cargo(workspace, &["install", "cargo-mutants", "--locked"]))?;
    }
    let fixed = ["mutants", "--package", "hypersender", "--output", "target"];
    let mut command = cargo(workspace, &[&fixed, arguments].concat());
    // A mutant is built hundreds of times, and nobody debugs it; nor wants its smallest schedule.
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("PROPTEST_MAX_SHRINK_ITERS", "0");
    let status = command.stdin(Stdio::null()).status();
    let status = status.map_err(|error| format!("cargo mutants could not be started ({error})"))?;
    match status.code() {
        Some(0 | TIMEOUTS_ONLY) => Ok(()),
        _ => Err(format!("some mutants live, or none were tried ({status})")),
    }
}
