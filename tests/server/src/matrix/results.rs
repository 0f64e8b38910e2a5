//! How each scenario ended in each language: one file a language.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::library::Library;

/// Scenario, and its mismatches: none if it passed.
pub type Ends = BTreeMap<String, Vec<String>>;

/// How a language fared.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Results {
    /// Which scenarios there were: results of others prove nothing.
    scenarios: String,
    /// How they ended.
    pub ends: Ends,
}

impl Results {
    /// Of the scenarios that there are now.
    pub fn of(library: &Library, ends: Ends) -> Self {
        Self { scenarios: library.digest(), ends }
    }

    /// Whether these are still the scenarios.
    pub fn are_of(&self, library: &Library) -> bool {
        self.scenarios == library.digest()
    }
}

/// The folder of the files, in the target folder.
const FOLDER: &str = "scenario-results";

/// Writes how a language fared.
///
/// # Errors
/// If the file can't be written.
pub fn write_results(target: &Path, language: &str, results: &Results) -> io::Result<()> {
    let folder = target.join(FOLDER);
    fs::create_dir_all(&folder)?;
    let text = serde_json::to_string_pretty(results)?;
    fs::write(folder.join(format!("{language}.json")), text)
}

/// Reads how all languages fared that have left something.
///
/// # Errors
/// If a file can't be read.
pub fn read_results(target: &Path) -> io::Result<BTreeMap<String, Results>> {
    let mut all = BTreeMap::new();
    let folder = target.join(FOLDER);
    if !folder.is_dir() {
        return Ok(all);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "json") {
            let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            // What an earlier version of this left is of other scenarios, too.
            let results = serde_json::from_slice(&fs::read(&path)?).unwrap_or_default();
            all.insert(language, results);
        }
    }
    Ok(all)
}
