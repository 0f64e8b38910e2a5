//! Whether what is generated and checked in is what would be generated now.

use crate::generate;
use crate::stage::{Stage, Verdict, verdict};
use crate::workspace::Workspace;

pub(crate) const VERIFY: Stage = Stage {
    name: "verify",
    proves: "the generated Kotlin code is that of the library",
    needs: &[],
    run: verify,
};

/// Also `cargo xtask verify`.
pub(crate) fn verify(workspace: &Workspace) -> Verdict {
    verdict(&generate::stale(workspace)?)
}
