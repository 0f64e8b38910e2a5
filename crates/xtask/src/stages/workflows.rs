//! The workflows at GitHub, which can't be run here: at least what is wrong with their text.

use std::process::Command;

use super::dependencies::PYTHON;
use crate::process::run;
use crate::shipping::REQUIREMENTS;
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::venv::Venv;
use crate::workspace::Workspace;

const GO: Tool = Tool { program: "go", package: None };

pub(crate) const WORKFLOWS: Stage = Stage {
    name: "workflows",
    proves: "actionlint and zizmor have nothing to say about the workflows: syntax, scripts, permissions, pinned actions",
    needs: &[GO, PYTHON],
    run: workflows,
};

fn workflows(workspace: &Workspace) -> Verdict {
    let files = workspace.text_files()?;
    let workflows = files.iter().filter(|file| file.path.starts_with(".github/workflows/"));
    let mut actionlint = Command::new("go");
    actionlint.args(["tool", "actionlint"]);
    actionlint.args(workflows.map(|file| format!("../../{}", file.path)));
    run(actionlint.current_dir(workspace.root().join("tests/workflows")))?;
    let mut zizmor = Command::new(Venv::of(workspace, REQUIREMENTS)?.program("zizmor"));
    zizmor.args(["--offline", "--quiet", "--no-progress", ".github"]);
    run(zizmor.current_dir(workspace.root()))
}
