//! What has to be covered: everything, but for the cells that are said to make no sense.

use std::collections::{BTreeMap, BTreeSet};

use hypersender::{ErrorKind, LinkEventKind};
use serde::Deserialize;

use super::Coverage;
use super::senseless::{Cells, Senseless};
use crate::format::Operation;
use crate::library::{Library, MATRIX};

/// What a caller can do: the columns of the tables.
pub(super) const COLUMNS: [&str; 9] = [
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

/// The list: the faults that there are, and the cells that make no sense.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// The languages by the names under which their runners keep their results.
    languages: BTreeMap<String, String>,
    /// Class, and its faults.
    faults: BTreeMap<String, Vec<String>>,
    /// Fault x operation.
    operations: Vec<Senseless>,
    /// Ending x operation.
    endings: Vec<Senseless>,
    /// Class x kind of event, of the classes that a session meets.
    events: Vec<Senseless>,
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

    /// The languages that have to run every scenario: the name of the results, and that for people.
    pub fn languages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.languages.iter().map(|(results, language)| (results.as_str(), language.as_str()))
    }

    /// Class, and its faults.
    pub(super) fn faults(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.faults.iter().map(|(class, faults)| (class.as_str(), faults.as_slice()))
    }

    /// Fault x operation.
    pub(super) fn operations(&self) -> Cells<'_> {
        let of = |(class, faults): (&String, &Vec<String>)| {
            let names: Vec<_> = faults.iter().map(|fault| format!("{class}.{fault}")).collect();
            names
        };
        let rows = self.faults.iter().flat_map(of).collect();
        Cells { rows, columns: &COLUMNS, senseless: &self.operations }
    }

    /// Ending x operation: every code that the core knows, and what is no error.
    pub(super) fn endings(&self) -> Cells<'_> {
        let codes = ErrorKind::ALL.iter().map(|kind| kind.code());
        let rows = ["ok", "cancelled", "thrown"].into_iter().chain(codes).map(str::to_owned);
        Cells { rows: rows.collect(), columns: &COLUMNS, senseless: &self.endings }
    }

    /// Class x kind of event.
    pub(super) fn events<'a>(&'a self, kinds: &'a [&'a str], coverage: &Coverage) -> Cells<'a> {
        let met = |class: &&String| coverage.is_met_by(class, "link");
        let rows = self.faults.keys().filter(met).cloned().collect();
        Cells { rows, columns: kinds, senseless: &self.events }
    }

    /// What is not covered, what is covered but not listed, and what is said for no reason.
    pub fn gaps(&self, coverage: &Coverage) -> Vec<String> {
        let operations = self.operations();
        let listed: BTreeSet<&str> = operations.rows.iter().map(String::as_str).collect();
        let unknown = coverage.faults().filter(|fault| !listed.contains(*fault));
        let mut gaps: Vec<_> =
            unknown.map(|fault| format!("{MATRIX} does not know {fault}")).collect();
        gaps.extend(operations.gaps(
            |fault, operation| coverage.operations(fault).any(|met| met == operation),
            |fault, operation| format!("{operation} never meets {fault}"),
        ));
        gaps.extend(self.endings().gaps(
            |ending, operation| coverage.times(operation, ending) > 0,
            |ending, operation| format!("{operation} never ends in {ending}"),
        ));
        let kinds = kinds();
        gaps.extend(self.events(&kinds, coverage).gaps(
            |class, kind| coverage.shows(class, kind) > 0,
            |class, kind| format!("no {kind} is expected under {class}"),
        ));
        gaps
    }
}

/// All kinds of events that the core knows.
pub(super) fn kinds() -> Vec<&'static str> {
    LinkEventKind::ALL.iter().map(|kind| kind.name()).collect()
}
