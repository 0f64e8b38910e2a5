//! The matrix as tables for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::required::kinds;
use super::results::Results;
use super::senseless::Cells;
use super::{Coverage, Required};
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
         Made by `cargo run -p scenario-server -- matrix --write`; a test compares. {} files, {} scenarios.\n\
         A dash is a cell that makes no sense; `scenarios/matrix.json` says why.\n\n\
         ## Languages: scenarios that each of them has to pass\n\n\
         | language | scenarios |\n|---|---|\n",
        files.len(),
        library.all().len(),
    );
    for (_, language) in required.languages() {
        let _ = writeln!(text, "| {language} | {} |", library.all().len());
    }
    text.push_str("\n## Fault x operation: how it ends\n");
    let cells = required.operations();
    for (class, faults) in required.faults() {
        let _ = write!(text, "\n### {class}\n\n");
        let names: Vec<_> = faults.iter().map(|it| (format!("{class}.{it}"), it)).collect();
        let rows = names.iter().map(|(name, fault)| (name.as_str(), fault.replace('_', " ")));
        text.push_str(&table("fault", rows, &cells, |fault, operation| {
            coverage.endings(fault, operation).collect::<Vec<_>>().join(", ")
        }));
    }
    text.push_str("\n## Ending x operation: scenarios\n\n");
    let cells = required.endings();
    let rows = cells.rows.iter().map(|row| (row.as_str(), row.clone()));
    text.push_str(&table("ending", rows, &cells, |ending, operation| {
        number(coverage.times(operation, ending))
    }));
    text.push_str("\n## Class x event of a session: scenarios\n\n");
    let kinds = kinds();
    let cells = required.events(&kinds, coverage);
    let rows = cells.rows.iter().map(|row| (row.as_str(), row.replace('_', " ")));
    text.push_str(&table("class", rows, &cells, |class, kind| number(coverage.shows(class, kind))));
    text
}

/// A table, with a dash in each cell that is empty for a reason.
fn table<'a>(
    corner: &str,
    rows: impl Iterator<Item = (&'a str, String)>,
    cells: &Cells<'_>,
    shown: impl Fn(&str, &str) -> String,
) -> String {
    let columns = cells.columns.join(" | ");
    let mut text =
        format!("| {corner} | {columns} |\n|---|{}\n", "---|".repeat(cells.columns.len()));
    for (row, title) in rows {
        let _ = write!(text, "| {title} |");
        for column in cells.columns {
            let cell = shown(row, column);
            let empty = if cells.may_be_empty(row, column) { "–" } else { "" };
            let _ = write!(text, " {} |", if cell.is_empty() { empty } else { &cell });
        }
        text.push('\n');
    }
    text
}

fn number(times: usize) -> String {
    if times == 0 { String::new() } else { times.to_string() }
}

/// Scenario x language, and the cells that are empty or say that it failed.
pub fn languages(library: &Library, results: &BTreeMap<String, Results>) -> (String, Vec<String>) {
    let mut text = String::from("| scenario |");
    for language in results.keys() {
        let _ = write!(text, " {language} |");
    }
    let _ = write!(text, "\n|---|{}\n", "---|".repeat(results.len()));
    let mut gaps = Vec::new();
    let outdated = results.iter().filter(|(_, it)| !it.ends.is_empty() && !it.are_of(library));
    gaps.extend(outdated.map(|(language, _)| format!("{language} ran other scenarios than these")));
    for named in library.all() {
        let _ = write!(text, "| {} |", named.name);
        for (language, results) in results {
            let cell = match results.ends.get(&named.name) {
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
