//! How long a code takes to be drawn.

use super::criterion;
use crate::stage::{Stage, Verdict};
use crate::workspace::Workspace;

pub(crate) const DRAWINGS: Stage = Stage {
    name: "drawings",
    proves: "from the PNG to the text for a terminal in 5 ms",
    needs: &[],
    run: drawings,
};

/// From the PNG to the text for a terminal, in nanoseconds.
const TERMINAL: f64 = 5_000_000.0;

fn drawings(workspace: &Workspace) -> Verdict {
    criterion::bench(workspace, "terminal")?;
    let took = criterion::median(workspace, "PNG to terminal")?;
    if took <= TERMINAL {
        return Ok(());
    }
    Err(format!("PNG to terminal takes {:.2} ms; 5 ms are the most", took / 1e6))
}
