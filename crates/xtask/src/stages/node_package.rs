//! What is published on npm: built for release and packed once, installed as a user would into an
//! empty folder, and tested there.

use std::path::Path;
use std::process::Command;

use crate::process::run;
use crate::shipping;
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const NODE: Tool = Tool { program: "node", package: Some("nodejs") };
/// It brings zig.
const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };
const NPM: Tool = Tool { program: "npm", package: Some("npm") };

pub(crate) const NODE_PACKAGE: Stage = Stage {
    name: "node-package",
    proves: "the tarballs install offline into an empty folder, work on each Node, and let a process live and end",
    needs: &[NODE, NPM, PYTHON],
    run: package,
};

fn package(workspace: &Workspace) -> Verdict {
    let folder = workspace.root().join("node");
    if !folder.join("dist").exists() {
        return Err("comes after `node-types`, whose build of the JavaScript it packs".into());
    }
    let mut pack = npm(&folder, &["run", "pack"]);
    if cfg!(target_os = "linux") {
        pack.args(["--", "--glibc", shipping::GLIBC]);
        pack.env("PATH", shipping::path_with_zig(workspace)?);
    }
    run(&mut pack)?;
    run(&mut npm(&folder, &["run", "test:installed"]))?;
    // Newer versions of Node; what else is there is for `release-check`.
    let newer = ["ci", "--omit=dev", "--prefer-offline", "--no-audit", "--no-fund"];
    run(&mut npm(&folder.join("runtimes"), &newer))?;
    run(&mut npm(&folder, &["run", "test:runtimes"]))
}

fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut npm = Command::new("npm");
    npm.args(arguments).current_dir(folder);
    npm
}
