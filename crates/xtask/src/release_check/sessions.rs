//! What many sessions cost.

use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict};
use crate::workspace::Workspace;

pub(crate) const SESSIONS: Stage = Stage {
    name: "sessions",
    proves: "1,000 sessions take less than 50 MB, in what is shipped, too",
    needs: &[],
    run: sessions,
};

/// The test that every change runs holds the 50 MB; here it looks at an optimised build.
fn sessions(workspace: &Workspace) -> Verdict {
    let test = ["test", "--release", "--package", "hypersender", "--test", "thousand_sessions"];
    run(cargo(workspace, &test).args(["--", "--nocapture"]))
}
