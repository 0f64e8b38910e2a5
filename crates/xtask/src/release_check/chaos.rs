//! Chaos for longer than any change can wait: only then is memory held to its last half.

use crate::stage::{Stage, Verdict};
use crate::stages::{Wanted, chaos};
use crate::tool::Tool;
use crate::workspace::Workspace;

const NODE: Tool = Tool { program: "node", package: Some("nodejs") };
const NPM: Tool = Tool { program: "npm", package: Some("npm") };
const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };

pub(crate) const CHAOS: Stage = Stage {
    name: "long-chaos",
    proves: "ten hours of link sessions and calls under random faults, in Rust, Python and Node, break no promise",
    needs: &[PYTHON, NODE, NPM],
    run: long_chaos,
};

fn long_chaos(workspace: &Workspace) -> Verdict {
    chaos(workspace, &Wanted::of(&["--minutes", "10"])?)
}
