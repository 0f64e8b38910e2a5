//! The pages that people see, in a real browser.

use std::process::Command;

use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const CHROMIUM: Tool = Tool { program: "chromium", package: Some("chromium") };
const NODE: Tool = Tool { program: "node", package: Some("nodejs") };
const NPM: Tool = Tool { program: "npm", package: Some("npm") };

pub(crate) const BROWSER: Stage = Stage {
    name: "browser",
    proves: "what people see in a browser: codes that scan, expire and are replaced",
    needs: &[NODE, NPM, CHROMIUM],
    run: browser,
};

fn browser(workspace: &Workspace) -> Verdict {
    if !workspace.root().join("node/native").exists() {
        return Err("comes after `node-types`, whose build serves the page of its example".into());
    }
    run(&mut cargo(workspace, &["build", "--package", "hypersender-cli"]))?;
    let folder = workspace.root().join("tests/browser");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    let mut tests = Command::new("npm");
    tests.args(["test"]).current_dir(&folder);
    run(tests.env("HYPERSENDER", workspace.program("hypersender")))
}
