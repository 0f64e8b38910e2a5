//! `hypersender man`: the manual, made of the help.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man as Page;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;

const HELP: &str = "\
Examples:
  hypersender man | man -l -
  hypersender man link | man -l -
  hypersender man --directory ~/.local/share/man/man1";

/// Print the manual page of this command or of a subcommand
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Man {
    /// The subcommand; without it, the page of the whole
    subcommand: Option<String>,

    /// Write all pages into this folder instead
    #[arg(long, value_name = "FOLDER", conflicts_with = "subcommand")]
    directory: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let mut whole = Arguments::command().disable_help_subcommand(true);
        whole.build(); // which gives the parts their full names
        let parts = whole.get_subcommands().cloned().collect::<Vec<_>>();
        let pages: Vec<_> = [whole].into_iter().chain(parts).map(named).collect();
        if let Some(folder) = &self.directory {
            std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
            for (name, page) in pages {
                let path = folder.join(format!("{name}.1"));
                std::fs::write(&path, roff(page)?).map_err(|error| Failure::file(&path, &error))?;
                writeln!(terminal, "{}", path.display())?;
            }
            return Ok(Exit::Done);
        }
        let name = match &self.subcommand {
            Some(part) => format!("hypersender-{part}"),
            None => "hypersender".to_owned(),
        };
        let page = pages.into_iter().find(|(known, _)| *known == name).ok_or_else(|| {
            Failure::argument("subcommand", "There is no subcommand of that name.")
        })?;
        terminal.write_all(&roff(page.1)?)?;
        terminal.flush()?;
        Ok(Exit::Done)
    }
}

fn named(command: Command) -> (String, Command) {
    (command.get_display_name().unwrap_or(command.get_name()).to_owned(), command)
}

fn roff(command: Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    Page::new(command)
        .manual("Hypersender")
        .source(concat!("hypersender ", env!("CARGO_PKG_VERSION")))
        .render(&mut page)?;
    Ok(page)
}
