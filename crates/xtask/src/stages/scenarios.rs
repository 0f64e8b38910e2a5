//! The scenarios: whether they cover what they must, and whether every language ran them all.

use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict};
use crate::workspace::Workspace;

/// Runs after the tests, which leave behind how each scenario ended in each language.
pub(crate) const SCENARIOS: Stage = Stage {
    name: "scenarios",
    proves: "every fault has its scenario, and every language ran every scenario",
    needs: &[],
    run: scenarios,
};

/// The languages with a runner, by the names under which these keep their results.
const LANGUAGES: &[&str] = &["rust"];

fn scenarios(workspace: &Workspace) -> Verdict {
    let server = ["run", "--package", "scenario-server", "--"];
    run(cargo(workspace, &server).arg("check"))?;
    let mut matrix = cargo(workspace, &server);
    matrix.arg("matrix");
    for language in LANGUAGES {
        matrix.args(["--language", language]);
    }
    run(&mut matrix)
}
