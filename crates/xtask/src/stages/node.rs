//! The npm package: installed once, built once, and everything checked on that build.

use std::path::Path;
use std::process::Command;

use super::scenarios;
use crate::process::run;
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

pub(super) const NODE: Tool = Tool { program: "node", package: Some("nodejs") };
pub(super) const NPM: Tool = Tool { program: "npm", package: Some("npm") };

pub(crate) const NODE_TYPES: Stage = Stage {
    name: "node-types",
    proves: "the npm package builds, its code is linted, and wrong code does not type-check against it",
    needs: &[NODE, NPM],
    run: types,
};

pub(crate) const NODE_TESTS: Stage = Stage {
    name: "node-tests",
    proves: "the npm package on Node: its own tests and every scenario",
    needs: &[NODE, NPM],
    run: tests,
};

fn types(workspace: &Workspace) -> Verdict {
    install(workspace)?;
    build(workspace)?;
    for check in ["lint", "types", "package"] {
        run(&mut npm(workspace, &["run", check]))?;
    }
    Ok(())
}

/// The same build for those who come alone, of the sources as they are: cargo knows what is still
/// good of the one that is there, and the rest takes a second.
pub(super) fn build_for_tests(workspace: &Workspace) -> Verdict {
    if !is_installed(&workspace.root().join("node")) {
        install(workspace)?;
    }
    build(workspace)
}

/// No package that is used needs its install script.
fn install(workspace: &Workspace) -> Verdict {
    let words = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
    run(&mut npm(workspace, &words))
}

/// The module of the tests: with all that is shipped, and the server of the scenarios.
fn build(workspace: &Workspace) -> Verdict {
    run(&mut npm(workspace, &["run", "build", "--", "--test"]))
}

/// Whether what the lock file names has been installed since it was written. npm leaves a lock file
/// of its own with what it has installed.
fn is_installed(folder: &Path) -> bool {
    let written = |file: &str| folder.join(file).metadata()?.modified();
    let wanted = written("package-lock.json").ok();
    let there = written("node_modules/.package-lock.json").ok();
    there.is_some() && there >= wanted
}

fn tests(workspace: &Workspace) -> Verdict {
    scenarios::forget(workspace, &["node"])?;
    if !workspace.root().join("node/dist").exists() {
        return Err("comes after `node-types`, whose build it tests".into());
    }
    run(&mut npm(workspace, &["test"]))
}

fn npm(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut npm = Command::new("npm");
    npm.args(arguments).current_dir(workspace.root().join("node"));
    npm
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::is_installed;

    #[test]
    fn what_was_installed_before_the_lock_file_was_written_does_not_count() {
        let folder = std::env::temp_dir().join(format!("xtask-node-{}", std::process::id()));
        fs::create_dir_all(folder.join("node_modules")).unwrap();
        let written = |file: &str, seconds_ago: u64| {
            let file = File::create(folder.join(file)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(seconds_ago)).unwrap();
            is_installed(&folder)
        };
        let seen = [
            written("package-lock.json", 50),
            written("node_modules/.package-lock.json", 60),
            written("node_modules/.package-lock.json", 40),
        ];
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(seen, [false, false, true]);
    }
}
