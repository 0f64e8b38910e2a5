//! The npm package beside other clients, on other runtimes, and in a framework that bundles.

use std::path::Path;
use std::process::Command;

use crate::process::run;
use crate::stage::{Stage, Verdict};
use crate::stages::build_counted;
use crate::tool::Tool;
use crate::workspace::Workspace;

const NODE: Tool = Tool { program: "node", package: Some("nodejs") };
const NPM: Tool = Tool { program: "npm", package: Some("npm") };

pub(crate) const NODE_RUNTIMES: Stage = Stage {
    name: "node-runtimes",
    proves: "the npm package on newer versions of Node, on Bun and on Deno",
    needs: &[NODE, NPM],
    run: runtimes,
};

pub(crate) const NODE_NEXT: Stage = Stage {
    name: "node-next",
    proves: "a route of Next.js that uses the npm package as its README says",
    needs: &[NODE, NPM],
    run: next,
};

pub(crate) const NODE_BENCH: Stage = Stage {
    name: "node-bench",
    proves: "what a call from Node costs, beside undici, fetch, axios and got",
    needs: &[NODE, NPM],
    run: bench,
};

fn runtimes(workspace: &Workspace) -> Verdict {
    let folder = packed(workspace)?;
    other_runtimes(&folder)?;
    run(&mut npm(&folder, &["run", "test:runtimes", "--", "--all"]))
}

fn next(workspace: &Workspace) -> Verdict {
    run(&mut npm(&packed(workspace)?, &["run", "test:next"]))
}

fn bench(workspace: &Workspace) -> Verdict {
    let folder = packed(workspace)?;
    other_runtimes(&folder)?;
    run(npm(&folder, &["run", "bench", "--"]).arg(build_counted(workspace)?))
}

/// The folder of the package, which was built and packed: quickly, if it had been before.
fn packed(workspace: &Workspace) -> Result<std::path::PathBuf, String> {
    let folder = workspace.root().join("node");
    run(&mut npm(&folder, &["ci", "--prefer-offline", "--no-audit", "--no-fund"]))?;
    run(&mut npm(&folder, &["run", "build", "--", "--javascript"]))?;
    run(&mut npm(&folder, &["run", "pack"]))?;
    Ok(folder)
}

fn other_runtimes(folder: &Path) -> Verdict {
    let runtimes = folder.join("runtimes");
    run(&mut npm(&runtimes, &["ci", "--prefer-offline", "--no-audit", "--no-fund"]))
}

fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut npm = Command::new("npm");
    npm.args(arguments).current_dir(folder);
    npm
}
