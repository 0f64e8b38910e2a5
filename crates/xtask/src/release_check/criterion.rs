//! The benchmarks of `crates/hypersender/benches`: run by criterion, and what it measured.

use crate::process::{cargo, run};
use crate::stage::Verdict;
use crate::workspace::Workspace;

/// Runs the benchmarks in `file`.
pub(super) fn bench(workspace: &Workspace, file: &str) -> Verdict {
    run(&mut cargo(workspace, &["bench", "--package", "hypersender-benches", "--bench", file]))
}

/// The median time of the benchmark called `name`, in nanoseconds: what the machine did beside it for
/// a moment doesn't count.
pub(super) fn median(workspace: &Workspace, name: &str) -> Result<f64, String> {
    let told = workspace.read(&format!("target/criterion/{name}/new/estimates.json"))?;
    read(&told).ok_or_else(|| format!("criterion did not say how long `{name}` took"))
}

/// The median in criterion's `estimates.json`.
fn read(told: &str) -> Option<f64> {
    let median = told.split("\"median\":").nth(1)?;
    let number = median.split("\"point_estimate\":").nth(1)?;
    number.split([',', '}']).next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn criterions_median_is_read() {
        let told = r#"{"mean":{"confidence_interval":{"lower_bound":1.0},"point_estimate":2.5,"standard_error":0.1},"median":{"confidence_interval":{"lower_bound":8.0},"point_estimate":9.0}}"#;
        assert_eq!(read(told), Some(9.0));
        assert_eq!(read("{}"), None);
    }
}
