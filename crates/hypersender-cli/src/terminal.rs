//! The terminal that a person sees, or the file or pipe in its place: what it can show.

use std::fmt;
use std::io::{self, IsTerminal, Stdout, Write};

use anstream::{AutoStream, ColorChoice};
use terminal_size::{Height, Width, terminal_size_of};

/// The standard output. Styles are left out of it where they are not wanted.
#[derive(Debug)]
pub(crate) struct Terminal {
    stream: AutoStream<Stdout>,
    obstacle: Option<Obstacle>,
}

/// How many characters fit, or are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) columns: u16,
    pub(crate) lines: u16,
}

/// Why a code is not drawn. A broken picture would be worse than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Obstacle {
    NotATerminal,
    DumbTerminal,
    NoColour,
    SharedWithLog,
    NoCode,
    TooSmall { needed: Size, window: Size },
}

impl Terminal {
    /// The one that this process writes to, with log lines beside or not.
    pub(crate) fn of_this_process(logging: bool) -> Self {
        let stdout = io::stdout();
        let styles = AutoStream::choice(&stdout);
        let obstacle = if !stdout.is_terminal() {
            Some(Obstacle::NotATerminal)
        } else if styles != ColorChoice::Never {
            None
        } else if std::env::var_os("TERM").is_none_or(|name| name == "dumb") {
            Some(Obstacle::DumbTerminal)
        } else {
            Some(Obstacle::NoColour)
        };
        let shared = logging && io::stderr().is_terminal();
        let obstacle = obstacle.or(shared.then_some(Obstacle::SharedWithLog));
        Self { stream: AutoStream::new(stdout, styles), obstacle }
    }

    /// Whether what is printed can be changed afterwards.
    pub(crate) fn is_live(&self) -> bool {
        self.obstacle.is_none()
    }

    /// Why a picture of this size can't be drawn; none if it can.
    pub(crate) fn obstacle_to(&self, needed: Size) -> Option<Obstacle> {
        self.obstacle.or_else(|| {
            let window = Size::of_window();
            let fits = window.columns >= needed.columns && window.lines >= needed.lines;
            (!fits).then_some(Obstacle::TooSmall { needed, window })
        })
    }
}

impl Size {
    /// The size of the window; that of the oldest terminals if it can't be found out.
    pub(crate) fn of_window() -> Self {
        let (Width(columns), Height(lines)) =
            terminal_size_of(io::stdout()).unwrap_or((Width(80), Height(24)));
        Self { columns, lines }
    }
}

impl Write for Terminal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotATerminal => f.write_str("this is not a terminal"),
            Self::DumbTerminal => f.write_str("this terminal can't draw (TERM)"),
            Self::NoColour if std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) => {
                f.write_str("colours are off (CLICOLOR)")
            }
            Self::NoColour => f.write_str("colours are off (NO_COLOR)"),
            Self::SharedWithLog => f.write_str("the log would run through it (--verbose 2>FILE)"),
            Self::NoCode => f.write_str("no code can be read in the picture that came"),
            Self::TooSmall { needed, window } => write!(
                f,
                "it needs {} x {} characters, this window has {} x {}",
                needed.columns, needed.lines, window.columns, window.lines
            ),
        }
    }
}
