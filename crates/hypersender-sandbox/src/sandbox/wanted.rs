//! Which request somebody waits for who can't hand over a function, and for how long.

use std::fmt;
use std::time::Duration;

use hypersender::Operation;

use super::Sandbox;
use crate::log::Entry;

/// A request of which so much is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What it asks for; whatever it likes if there is none.
    pub operation: Option<Operation>,
    /// It comes after the one with this number.
    pub after: u64,
    /// Whether its exchange has to be over.
    pub ended: bool,
}

impl Wanted {
    /// How long it is waited for, if nobody says how long.
    pub const PATIENCE: Duration = Duration::from_secs(10);

    /// Whether it is this one.
    pub fn fits(&self, entry: &Entry) -> bool {
        let asked = self.operation.is_none() || self.operation == entry.operation;
        entry.number > self.after && asked && (!self.ended || entry.end.is_some())
    }

    /// An operation of the API by its name, or in a sentence why there is none.
    pub fn operation(name: &str) -> Result<Operation, String> {
        let all = Operation::ALL.iter().copied().filter(|it| *it != Operation::Link);
        let found = all.clone().find(|operation| operation.name() == name);
        found.ok_or_else(|| {
            let names: Vec<_> = all.map(Operation::name).collect();
            format!("operation has to be one of {}.", names.join(", "))
        })
    }

    /// That it did not come, and what did instead.
    fn missed(&self, within: Duration, entries: &[Entry]) -> String {
        const SHOWN: usize = 5;
        let text = format!("Within {} s there was no {self}", within.as_secs_f64());
        let others: Vec<_> = entries.iter().filter(|entry| entry.number > self.after).collect();
        let last: Vec<_> =
            others.iter().rev().take(SHOWN).rev().map(|entry| shown(entry)).collect();
        match others.len() {
            0 => text + "; there was none at all.",
            1..=SHOWN => format!("{text}; there was {}.", last.join("; ")),
            all => format!("{text}; there were {all}, at last {}.", last.join("; ")),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("request")?;
        if let Some(operation) = self.operation {
            write!(f, " to {}", operation.name())?;
        }
        if self.after > 0 {
            write!(f, " after number {}", self.after)?;
        }
        f.write_str(if self.ended { " whose exchange was over" } else { "" })
    }
}

fn shown(entry: &Entry) -> String {
    let asked = entry.operation.map_or("no operation", Operation::name);
    let end = if entry.end.is_some() { "over" } else { "under way" };
    format!("number {}, {asked}, {end}", entry.number)
}

impl Sandbox {
    /// Waits until there is such a request, and gives the first; or says that there was none within
    /// that time of the machine's clock.
    #[doc(hidden)]
    pub fn wait_for(
        &self,
        wanted: Wanted,
        within: Duration,
    ) -> impl Future<Output = Result<Entry, String>> + use<> {
        let service = self.service.clone();
        let comes = self.wait_for_request(move |entry| wanted.fits(entry));
        async move {
            tokio::time::timeout(within, comes).await.map_err(|_| {
                let entries: Vec<_> = service.state().log.entries().cloned().collect();
                wanted.missed(within, &entries)
            })
        }
    }
}
