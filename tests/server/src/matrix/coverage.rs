//! What scenarios show, read off their steps.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::format::{Expect, Step};
use crate::library::{Library, Named};

/// That an operation met a fault and came to an end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Class and fault.
    pub fault: String,
    /// The operation; `client` for making one, `qr_code` for looking at a code again.
    pub operation: String,
    /// `ok`, `cancelled`, `thrown`, or an error's code.
    pub ending: String,
}

/// Which scenarios show what.
#[derive(Debug, Default)]
pub struct Coverage {
    cells: BTreeMap<Cell, BTreeSet<String>>,
    /// Class and kind of event.
    events: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Coverage {
    /// What all scenarios show.
    pub fn of(library: &Library) -> Self {
        Self::by(library.all())
    }

    /// What these show.
    pub(crate) fn by(scenarios: &[Named]) -> Self {
        let mut coverage = Self::default();
        for named in scenarios {
            for step in &named.scenario.steps {
                coverage.add(named, step);
            }
        }
        coverage
    }

    /// Which fault which operation is said to meet.
    pub(crate) fn claims(&self) -> BTreeSet<(String, String)> {
        self.cells.keys().map(|cell| (cell.fault.clone(), cell.operation.clone())).collect()
    }

    fn add(&mut self, named: &Named, step: &Step) {
        let (operation, expect, covers) = match step {
            Step::Concurrently(steps) => {
                return steps.iter().for_each(|step| self.add(named, step));
            }
            Step::Call(call) => (call.call.name(), Some(&call.expect), &call.covers),
            Step::NewClient(new) => ("client", new.expect.as_ref(), &new.covers),
            Step::Read(read) => ("qr_code", Some(&read.expect), &read.covers),
            Step::Link(link) => ("link", Some(&link.expect), &link.covers),
            _ => return,
        };
        if let Step::Link(link) = step {
            let of = |fault: &String| fault.split('.').next().unwrap_or_default().to_owned();
            let classes: BTreeSet<String> =
                covers.as_ref().unwrap_or(&named.scenario.covers).iter().map(of).collect();
            let kinds = link.link.events.iter().flatten().filter_map(|it| it.get("type")?.as_str());
            for kind in kinds {
                for class in &classes {
                    let cell = (class.clone(), kind.to_owned());
                    self.events.entry(cell).or_default().insert(named.name.clone());
                }
            }
        }
        let covers = covers.as_ref().unwrap_or(&named.scenario.covers);
        let ending = expect.and_then(Expect::ending).unwrap_or("ok");
        self.ends(named, covers, operation, ending);
        // What is read of the code that a call got.
        for reading in expect.iter().flat_map(|expect| expect.qr.values()) {
            let code = reading.get("error").and_then(|error| error.get("code"));
            let ending = code.and_then(Value::as_str).unwrap_or("ok");
            self.ends(named, covers, "qr_code", ending);
        }
    }

    fn ends(&mut self, named: &Named, covers: &[String], operation: &str, ending: &str) {
        for fault in covers {
            let cell = Cell {
                fault: fault.clone(),
                operation: operation.to_owned(),
                ending: ending.to_owned(),
            };
            self.cells.entry(cell).or_default().insert(named.name.clone());
        }
    }

    /// All faults that are shown.
    pub fn faults(&self) -> impl Iterator<Item = &str> {
        let faults: BTreeSet<&str> = self.cells.keys().map(|cell| cell.fault.as_str()).collect();
        faults.into_iter()
    }

    /// The operations that meet a fault.
    pub fn operations(&self, fault: &str) -> impl Iterator<Item = &str> {
        self.cells
            .keys()
            .filter(move |cell| cell.fault == fault)
            .map(|cell| cell.operation.as_str())
    }

    /// How an operation ends that meets a fault.
    pub fn endings(&self, fault: &str, operation: &str) -> impl Iterator<Item = &str> {
        self.cells
            .keys()
            .filter(move |cell| cell.fault == fault && cell.operation == operation)
            .map(|cell| cell.ending.as_str())
    }

    /// How many scenarios show an operation with that ending.
    pub fn times(&self, operation: &str, ending: &str) -> usize {
        let shown = self
            .cells
            .iter()
            .filter(|(cell, _)| cell.operation == operation && cell.ending == ending);
        shown.flat_map(|(_, names)| names).collect::<BTreeSet<_>>().len()
    }

    /// How many scenarios of a class expect that kind of event.
    pub fn shows(&self, class: &str, kind: &str) -> usize {
        let found = self.events.get(&(class.to_owned(), kind.to_owned()));
        found.map_or(0, BTreeSet::len)
    }

    /// Whether an operation meets a fault of that class.
    pub fn is_met_by(&self, class: &str, operation: &str) -> bool {
        let of = |fault: &str| fault.split_once('.').is_some_and(|(it, _)| it == class);
        self.cells.keys().any(|cell| cell.operation == operation && of(&cell.fault))
    }
}
