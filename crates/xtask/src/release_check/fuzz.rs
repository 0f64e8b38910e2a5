//! Fuzzing for longer than any change can wait.

use crate::stage::{Stage, Verdict};
use crate::stages::fuzz;
use crate::tool::Tool;
use crate::workspace::Workspace;

const COMPILER: Tool = Tool { program: "c++", package: Some("g++") };

pub(crate) const FUZZ: Stage = Stage {
    name: "long-fuzz",
    proves: "every fuzz target survives five minutes",
    needs: &[COMPILER],
    run: long_fuzz,
};

fn long_fuzz(workspace: &Workspace) -> Verdict {
    fuzz(workspace, 300)
}
