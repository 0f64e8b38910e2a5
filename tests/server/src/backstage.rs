//! Where runs are started: the scenarios, the authority, and a number for each run.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::library::Library;
use crate::play::Authority;
use crate::run::Run;

/// The scenarios and all that they need to be run.
#[derive(Debug)]
pub struct Backstage {
    library: Library,
    authority: Authority,
    runs: AtomicU64,
}

impl Backstage {
    /// Gets ready to run these scenarios.
    ///
    /// # Errors
    /// If no certificate authority can be made.
    pub fn new(library: Library) -> io::Result<Self> {
        Ok(Self { library, authority: Authority::new()?, runs: AtomicU64::new(0) })
    }

    /// The scenarios.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Starts a run on the runtime that this is called on. With a sandbox, that has to be the
    /// clients' runtime, and [`Run::clock`] their clock.
    ///
    /// # Errors
    /// What is wrong with the scenario, or why it can't be run.
    pub async fn start(&self, name: &str) -> Result<Arc<Run>, String> {
        let named = self.library.get(name).ok_or(format!("there is no scenario {name}"))?;
        let number = self.runs.fetch_add(1, Ordering::Relaxed) + 1;
        let fixtures = self.library.folder().join("fixtures");
        let run = Run::start(number, named, &fixtures, &self.authority).await?;
        Ok(Arc::new(run))
    }
}
