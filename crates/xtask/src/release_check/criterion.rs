//! The benchmarks of `crates/hypersender/benches`: run by criterion, and what it measured.

use crate::process::{cargo, run};
use crate::stage::Verdict;
use crate::workspace::Workspace;

/// Runs the benchmarks in `file`.
pub(super) fn bench(workspace: &Workspace, file: &str) -> Verdict {
    run(&mut cargo(workspace, &["bench", "--package", "hypersender-benches", "--bench", file]))
}

/// The mean time of the benchmark called `name`, in nanoseconds.
pub(super) fn mean(workspace: &Workspace, name: &str) -> Result<f64, String> {
    let told = workspace.read(&format!("target/criterion/{name}/new/estimates.json"))?;
    read(&told).ok_or_else(|| format!("criterion did not say how long `{name}` took"))
}

/// The mean in criterion's `estimates.json`.
fn read(told: &str) -> Option<f64> {
    let mean = told.split("\"mean\":").nth(1)?;
    let number = mean.split("\"point_estimate\":").nth(1)?;
    number.split([',', '}']).next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn criterions_mean_is_read() {
        let told = r#"{"mean":{"confidence_interval":{"lower_bound":1.0},"point_estimate":2.5,"standard_error":0.1},"median":{"point_estimate":9.0}}"#;
        assert_eq!(read(told), Some(2.5));
        assert_eq!(read("{}"), None);
    }
}
