//! The fuzz targets of `crates/hypersender/fuzz`, each for a while.
//!
//! They are built as cargo-fuzz builds them, but without it: a folder of dependencies less, and no
//! nightly compiler. No sanitizer looks on, since the project's own code has no `unsafe`; what is
//! looked for is panics, hangs, memory without bound, and promises that don't hold.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const COMPILER: Tool = Tool { program: "c++", package: Some("g++") };

pub(crate) const FUZZ: Stage = Stage {
    name: "fuzz",
    proves: "every fuzz target survives its seeds and some seconds more",
    needs: &[COMPILER],
    run: |workspace| fuzz(workspace, 5),
};

const FOLDER: &str = "crates/hypersender/fuzz";

const FLAGS: &str = "--cfg fuzzing -Ccodegen-units=4 -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Fuzzes each target for so many seconds. What was found before is kept in `.cache`, and begun
/// with.
pub(crate) fn fuzz(workspace: &Workspace, seconds: u64) -> Verdict {
    let built = build(workspace)?;
    for target in targets(workspace)? {
        one(workspace, &built.join(&target), &target, seconds)?;
    }
    Ok(())
}

fn build(workspace: &Workspace) -> Result<PathBuf, String> {
    let target = host()?;
    let folder = workspace.root().join("target/fuzz");
    // A target that is named keeps the flags away from build scripts.
    let build = ["build", "--release", "--locked", "--manifest-path"];
    let mut command = cargo(workspace, &build);
    command.arg(format!("{FOLDER}/Cargo.toml")).args(["--target", &target]);
    run(command.env("RUSTFLAGS", FLAGS).env("CARGO_TARGET_DIR", &folder))?;
    Ok(folder.join(target).join("release"))
}

fn host() -> Result<String, String> {
    let about = crate::process::output(Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not say what it runs on".into())
}

/// The names of the targets: each has its file, and its folder of seeds.
fn targets(workspace: &Workspace) -> Result<Vec<String>, String> {
    let folder = workspace.root().join(FOLDER).join("fuzz_targets");
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut names: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn one(workspace: &Workspace, program: &Path, target: &str, seconds: u64) -> Verdict {
    let cache = workspace.root().join(".cache/fuzz").join(target);
    let corpus = cache.join("corpus");
    std::fs::create_dir_all(&corpus).map_err(|error| error.to_string())?;
    // A longer session would only be slower.
    let longest = if target == "link" { 512 } else { 8192 };
    let before = files_in(&corpus)?;
    let mut command = Command::new(program);
    command.arg(format!("-max_total_time={seconds}")).arg(format!("-max_len={longest}"));
    command.args(["-timeout=10", "-rss_limit_mb=1500", "-verbosity=0", "-print_final_stats=1"]);
    command.arg(format!("-artifact_prefix={}/", cache.display()));
    command.arg(&corpus).arg(workspace.root().join(FOLDER).join("seeds").join(target));
    run(&mut command)
        .map_err(|error| format!("{target}: {error}; what broke it is in .cache/fuzz"))?;
    let after = files_in(&corpus)?;
    println!("{target}: {after} inputs in .cache/fuzz, {} of them new", after - before.min(after));
    Ok(())
}

fn files_in(folder: &Path) -> Result<usize, String> {
    Ok(std::fs::read_dir(folder).map_err(|error| error.to_string())?.count())
}
