//! Where a code goes, if not onto the screen.

use std::path::PathBuf;

use clap::Args;

/// Files to put a code into.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "The code")]
pub(crate) struct Places {
    /// Write the code's picture, a PNG, to this file, which only you can read
    #[arg(long, value_name = "FILE")]
    pub(crate) png: Option<PathBuf>,

    /// Write the code as SVG to this file, which only you can read
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
}

impl Places {
    /// Whether a file is named.
    pub(crate) fn is_some(&self) -> bool {
        self.png.is_some() || self.svg.is_some()
    }

    /// The files, as a sentence names them.
    pub(crate) fn names(&self) -> String {
        let names: Vec<String> =
            [&self.png, &self.svg].into_iter().flatten().map(|p| p.display().to_string()).collect();
        names.join(" and ")
    }
}
