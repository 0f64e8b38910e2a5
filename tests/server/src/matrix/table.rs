//! The matrix as tables for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::results::Results;
use super::{Coverage, Required};
use crate::format::Operation;
use crate::library::Library;

/// What is covered, as Markdown.
pub fn markdown(library: &Library, coverage: &Coverage, required: &Required) -> String {
    let files: BTreeSet<&str> = library
        .all()
        .iter()
        .map(|named| named.name.split('#').next().unwrap_or_default())
        .collect();
    let mut text = format!(
        "# What the scenarios cover\n\n\
         Made by `cargo run -p scenario-server -- matrix --write`; a test compares. {} files, {} scenarios.\n\n\
         ## Fault x operation: how it ends\n",
        files.len(),
        library.all().len(),
    );
    for (class, faults) in &required.faults {
        let _ = write!(text, "\n### {class}\n\n| fault |");
        for column in COLUMNS {
            let _ = write!(text, " {column} |");
        }
        let _ = write!(text, "\n|---|{}\n", "---|".repeat(COLUMNS.len()));
        for fault in faults.keys() {
            let _ = write!(text, "| {} |", fault.replace('_', " "));
            let name = format!("{class}.{fault}");
            for column in COLUMNS {
                let endings: Vec<_> = coverage.endings(&name, column).collect();
                let _ = write!(text, " {} |", endings.join(", "));
            }
            text.push('\n');
        }
    }
    text.push_str("\n## Operation x ending: scenarios\n\n| ending |");
    for column in COLUMNS {
        let _ = write!(text, " {column} |");
    }
    let _ = write!(text, "\n|---|{}\n", "---|".repeat(COLUMNS.len()));
    for ending in coverage.all_endings() {
        let _ = write!(text, "| {ending} |");
        for column in COLUMNS {
            match coverage.times(column, ending) {
                0 => text.push_str("  |"),
                times => {
                    let _ = write!(text, " {times} |");
                }
            }
        }
        text.push('\n');
    }
    text.push_str(&events(coverage));
    text
}

/// Rule x event of sessions.
fn events(coverage: &Coverage) -> String {
    let (classes, kinds) = coverage.events();
    let mut text = String::from("\n## Rule of a session x event: scenarios\n\n| rule |");
    for kind in &kinds {
        let _ = write!(text, " {kind} |");
    }
    let _ = write!(text, "\n|---|{}\n", "---|".repeat(kinds.len()));
    for class in classes {
        let _ = write!(text, "| {} |", class.replace('_', " "));
        for kind in &kinds {
            match coverage.shows(class, kind) {
                0 => text.push_str("  |"),
                times => {
                    let _ = write!(text, " {times} |");
                }
            }
        }
        text.push('\n');
    }
    text
}

const COLUMNS: [&str; 9] = [
    Operation::RequestNewQrCode.name(),
    Operation::Health.name(),
    Operation::ListInstances.name(),
    Operation::CreateInstance.name(),
    Operation::Restart.name(),
    Operation::QrCooldown.name(),
    "link",
    "client",
    "qr_code",
];

/// Scenario x language, and the cells that are empty or say that it failed.
pub fn languages(library: &Library, results: &BTreeMap<String, Results>) -> (String, Vec<String>) {
    let mut text = String::from("| scenario |");
    for language in results.keys() {
        let _ = write!(text, " {language} |");
    }
    let _ = write!(text, "\n|---|{}\n", "---|".repeat(results.len()));
    let mut gaps = Vec::new();
    for named in library.all() {
        let _ = write!(text, "| {} |", named.name);
        for (language, results) in results {
            let cell = match results.get(&named.name) {
                None => "",
                Some(mismatches) if mismatches.is_empty() => "ok",
                Some(_) => "failed",
            };
            if cell != "ok" {
                let state = if cell.is_empty() { "not run" } else { cell };
                gaps.push(format!("{} in {language}: {state}", named.name));
            }
            let _ = write!(text, " {cell} |");
        }
        text.push('\n');
    }
    (text, gaps)
}
