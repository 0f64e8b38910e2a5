//! The scenarios: whether they cover what they must, and whether every language ran them all.

use std::process::Command;

use crate::process::run;
use crate::stage::{Stage, Verdict};
use crate::workspace::Workspace;

pub(crate) const SCENARIOS: Stage = Stage {
    name: "scenarios",
    proves: "every fault has its scenario, and every language ran every scenario",
    needs: &[],
    run: scenarios,
};

/// The languages with a runner, by the names under which these keep their results.
const LANGUAGES: &[&str] = &["kotlin", "node", "python", "python-async", "rust", "swift"];

fn scenarios(workspace: &Workspace) -> Verdict {
    // The tests leave behind how each scenario ended, and this program too: cargo would build it
    // anew, with other features of what it depends on.
    let server = workspace.program("scenario-server");
    if !server.exists() {
        return Err("comes after `test`, whose results it looks at".into());
    }
    run(Command::new(&server).arg("check"))?;
    let mut matrix = Command::new(&server);
    matrix.arg("matrix");
    for language in LANGUAGES {
        matrix.args(["--language", language]);
    }
    run(&mut matrix)
}
