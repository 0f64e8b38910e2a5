//! What is covered: fault x operation x ending, held against the list of what has to be.

mod coverage;
mod results;
mod table;
mod twins;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

pub use coverage::{Cell, Coverage};
pub use results::{Results, read_results, write_results};
pub use table::{languages, markdown};
pub use twins::twins;

use crate::library::{Library, MATRIX};

/// The list: what has to be covered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// Class, fault, and the operations that have to meet it.
    pub faults: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Operation, and what it has to end in somewhere.
    pub endings: BTreeMap<String, Vec<String>>,
    /// Class of a session's rules, and the events that have to be shown under it.
    #[serde(default)]
    pub events: BTreeMap<String, Vec<String>>,
}

impl Required {
    /// Reads the list of a folder.
    ///
    /// # Errors
    /// Why it can't be read.
    pub fn read(library: &Library) -> Result<Self, String> {
        let file = library.folder().join(MATRIX);
        let text =
            std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        serde_json::from_str(&text).map_err(|e| format!("{MATRIX}: {e}"))
    }

    /// What is not covered, and what is covered but not listed.
    pub fn gaps(&self, coverage: &Coverage) -> Vec<String> {
        let mut gaps = Vec::new();
        let mut listed = BTreeSet::new();
        for (class, faults) in &self.faults {
            for (fault, operations) in faults {
                let name = format!("{class}.{fault}");
                let met: BTreeSet<&str> = coverage.operations(&name).collect();
                if met.is_empty() {
                    gaps.push(format!("nothing shows {name}"));
                }
                let unmet = operations.iter().filter(|operation| !met.contains(operation.as_str()));
                gaps.extend(unmet.map(|operation| format!("{operation} never meets {name}")));
                listed.insert(name);
            }
        }
        let unknown = coverage.faults().filter(|fault| !listed.contains(*fault));
        gaps.extend(unknown.map(|fault| format!("{MATRIX} does not know {fault}")));
        for (operation, endings) in &self.endings {
            let missing = endings.iter().filter(|ending| coverage.times(operation, ending) == 0);
            gaps.extend(missing.map(|ending| format!("{operation} never ends in {ending}")));
        }
        for (class, kinds) in &self.events {
            let unseen = kinds.iter().filter(|kind| coverage.shows(class, kind) == 0);
            gaps.extend(unseen.map(|kind| format!("no {kind} is expected under {class}")));
        }
        gaps
    }
}
