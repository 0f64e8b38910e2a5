//! How each scenario ended, written where the table of all languages is made from.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use scenario_server::{Library, matrix};

/// The mismatches of each scenario.
#[derive(Default)]
pub(crate) struct Results(Mutex<matrix::Ends>);

impl Results {
    pub(crate) fn add(&self, name: String, mismatches: &[String]) {
        let mut results = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        results.insert(name, mismatches.to_vec());
    }

    /// Beside the other things that a build leaves.
    pub(crate) fn write(&self, library: &Library) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target/tmp has one");
        let results = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let results = matrix::Results::of(library, results.clone());
        matrix::write_results(target, "rust", &results).expect("the target folder can be written");
    }
}
