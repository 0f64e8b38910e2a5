//! `cargo xtask release-check`: what takes too long, or too quiet a machine, for every change.

use crate::memory::memory;
use crate::process::{cargo, run};
use crate::stage::Verdict;
use crate::workspace::Workspace;

/// From the PNG to the text for a terminal, in nanoseconds.
const TERMINAL: f64 = 5_000_000.0;

pub(crate) fn release_check(workspace: &Workspace) -> Verdict {
    drawings(workspace)?;
    memory(workspace)
}

/// How long a code takes to be drawn.
fn drawings(workspace: &Workspace) -> Verdict {
    run(&mut cargo(
        workspace,
        &["bench", "--package", "hypersender-benches", "--bench", "terminal"],
    ))?;
    let told = workspace.read("target/criterion/PNG to terminal/new/estimates.json")?;
    let took = mean(&told).ok_or("criterion did not say how long it took")?;
    if took <= TERMINAL {
        return Ok(());
    }
    Err(format!("PNG to terminal takes {:.2} ms; 5 ms are the most", took / 1e6))
}

/// The mean in criterion's `estimates.json`.
fn mean(told: &str) -> Option<f64> {
    let mean = told.split("\"mean\":").nth(1)?;
    let number = mean.split("\"point_estimate\":").nth(1)?;
    number.split([',', '}']).next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::mean;

    #[test]
    fn criterions_mean_is_read() {
        let told = r#"{"mean":{"confidence_interval":{"lower_bound":1.0},"point_estimate":2.5,"standard_error":0.1},"median":{"point_estimate":9.0}}"#;
        assert_eq!(mean(told), Some(2.5));
        assert_eq!(mean("{}"), None);
    }
}
