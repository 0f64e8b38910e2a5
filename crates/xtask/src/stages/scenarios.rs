//! The scenarios: whether they cover what they must, and whether every language ran them all.

use std::io::ErrorKind;
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

fn scenarios(workspace: &Workspace) -> Verdict {
    // The tests leave behind how each scenario ended, and this program too: cargo would build it
    // anew, with other features of what it depends on.
    let server = workspace.program("scenario-server");
    if !server.exists() {
        return Err("comes after `test`, whose results it looks at".into());
    }
    run(Command::new(&server).arg("check"))?;
    run(Command::new(&server).args(["matrix", "--complete"]))
}

/// Deletes how the scenarios ended before in these languages: whatever is there when all have run
/// is then of this run.
pub(super) fn forget(workspace: &Workspace, languages: &[&str]) -> Verdict {
    for language in languages {
        let file = workspace.root().join(format!("target/scenario-results/{language}.json"));
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(format!("{}: {error}", file.display()));
            }
            _ => {}
        }
    }
    Ok(())
}
