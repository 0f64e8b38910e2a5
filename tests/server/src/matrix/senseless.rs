//! Cells that make no sense, and why: whatever is not named here has to be shown.

use std::collections::BTreeSet;

use serde::Deserialize;

/// Some cells of a table that make no sense, for one reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Senseless {
    /// The rows: each by its name, or by that of its class. Without it, all of them.
    of: Option<Vec<String>>,
    /// The columns that are never met,
    never: Option<Vec<String>>,
    /// or the only ones that are.
    only: Option<Vec<String>>,
    /// Why.
    because: String,
}

impl Senseless {
    /// Whether that is one of its cells.
    fn holds(&self, row: &str, column: &str) -> bool {
        let of_row = self.of.as_ref().is_none_or(|of| of.iter().any(|it| is_of(row, it)));
        of_row && self.columns(column)
    }

    fn columns(&self, column: &str) -> bool {
        let in_it = |names: &Vec<String>| names.iter().any(|it| it == column);
        self.never.as_ref().is_some_and(in_it) || self.only.as_ref().is_some_and(|it| !in_it(it))
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        self.never.iter().chain(&self.only).flatten()
    }
}

/// Whether a row has that name, or is of that class.
fn is_of(row: &str, name: &str) -> bool {
    row == name || row.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
}

/// A table, as far as it says which of its cells have to be shown.
pub(super) struct Cells<'a> {
    pub(super) rows: Vec<String>,
    pub(super) columns: &'a [&'a str],
    pub(super) senseless: &'a [Senseless],
}

impl Cells<'_> {
    /// Whether a cell was given a reason to be empty.
    pub(super) fn may_be_empty(&self, row: &str, column: &str) -> bool {
        self.senseless.iter().any(|it| it.holds(row, column))
    }

    /// The cells that are neither shown nor senseless, and the reasons that are none.
    pub(super) fn gaps(
        &self,
        shown: impl Fn(&str, &str) -> bool,
        empty: impl Fn(&str, &str) -> String,
    ) -> Vec<String> {
        let mut gaps = Vec::new();
        for row in &self.rows {
            let missing = self.columns.iter().filter(|column| !shown(row, column));
            let missing = missing.filter(|column| !self.may_be_empty(row, column));
            gaps.extend(missing.map(|column| empty(row, column)));
        }
        self.senseless.iter().for_each(|it| gaps.extend(self.defects(it, &shown)));
        gaps
    }

    /// What is wrong with a reason: it has to be one, to be about what there is, and to be needed.
    fn defects(&self, reason: &Senseless, shown: impl Fn(&str, &str) -> bool) -> Vec<String> {
        let why = &reason.because;
        let mut defects = Vec::new();
        if why.split_whitespace().count() < 3 {
            defects.push(format!("`{why}` is no reason"));
        }
        if reason.never.is_some() == reason.only.is_some() {
            defects.push(format!("`{why}` needs one of `never` and `only`"));
        }
        let columns: BTreeSet<&str> = self.columns.iter().copied().collect();
        let unknown = reason.names().filter(|name| !columns.contains(name.as_str()));
        defects
            .extend(unknown.map(|name| format!("`{why}` is about `{name}`, which is not there")));
        let all = vec![String::new()];
        for name in reason.of.as_ref().unwrap_or(&all) {
            let rows: Vec<_> =
                self.rows.iter().filter(|row| name.is_empty() || is_of(row, name)).collect();
            let excused = |row: &str| {
                self.columns.iter().any(|column| reason.columns(column) && !shown(row, column))
            };
            if rows.is_empty() {
                defects.push(format!("`{why}` is about `{name}`, which is not there"));
            } else if !rows.iter().any(|row| excused(row)) {
                defects.push(format!("nothing of `{name}` needs the reason `{why}`"));
            }
        }
        defects
    }
}
