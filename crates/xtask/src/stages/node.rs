//! The npm package: installed once, built once, and everything checked on that build.

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
    // No package that is used needs its install script.
    run(&mut npm(
        workspace,
        &["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"],
    ))?;
    // The module of the tests: with all that is shipped, and the server of the scenarios.
    run(&mut npm(workspace, &["run", "build", "--", "--test"]))?;
    for check in ["lint", "types", "package"] {
        run(&mut npm(workspace, &["run", check]))?;
    }
    Ok(())
}

/// The same build for those who come alone; what is there already is used.
pub(super) fn build_for_tests(workspace: &Workspace) -> Verdict {
    let folder = workspace.root().join("node");
    if folder.join("dist").exists() && folder.join("native").exists() {
        return Ok(());
    }
    run(&mut npm(
        workspace,
        &["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"],
    ))?;
    run(&mut npm(workspace, &["run", "build", "--", "--test"]))
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
