//! What a command does, told step by step.

use std::io::{self, Write};

use crate::terminal::Terminal;

/// Numbered steps with remarks under them.
#[derive(Debug)]
pub(crate) struct Steps<'a> {
    terminal: &'a mut Terminal,
    number: u32,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(terminal: &'a mut Terminal) -> Self {
        Self { terminal, number: 0 }
    }

    /// What is going to happen.
    pub(crate) fn title(&mut self, name: &str, about: &str) -> io::Result<()> {
        writeln!(self.terminal, "\n  \x1b[1m{name}\x1b[0m  \x1b[90m{about}\x1b[0m\n")
    }

    /// The next step, begun.
    pub(crate) fn next(&mut self, what: &str) -> io::Result<()> {
        self.number += 1;
        writeln!(self.terminal, "  \x1b[32m{}\x1b[0m  {what}", self.number)?;
        self.terminal.flush()
    }

    /// What came of it.
    pub(crate) fn tell(&mut self, what: &str) -> io::Result<()> {
        writeln!(self.terminal, "     \x1b[90m{what}\x1b[0m")?;
        self.terminal.flush()
    }

    /// The end of it all.
    pub(crate) fn done(&mut self, what: &str) -> io::Result<()> {
        writeln!(self.terminal, "\n  \x1b[32m✓\x1b[0m  \x1b[1m{what}\x1b[0m\n")?;
        self.terminal.flush()
    }

    /// Where the steps are told, for what can't be said in a line.
    pub(crate) fn terminal(&mut self) -> &mut Terminal {
        self.terminal
    }
}
