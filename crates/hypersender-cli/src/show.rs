//! A code on show: drawn, counted down, and taken off the screen again, whatever happens.

use std::io::{self, Write};
use std::path::PathBuf;

use hypersender::QrCode;
use tempfile::TempDir;

use crate::failure::Failure;
use crate::options::Places;
use crate::posted::Posted;
use crate::suspend;
use crate::terminal::{Obstacle, Size, Terminal};

/// What stands before each line, so that all of it lines up with the text of a step.
const MARGIN: &str = "     ";
const MARGIN_COLUMNS: u16 = 5;

/// The lines under a picture: an empty one, the caption and the countdown.
const LINES_BELOW: u16 = 3;

/// The characters of the countdown's bar, and of what stands beside it.
const BAR: usize = 30;
const BESIDE_BAR: usize = 25;

/// What is said about a code on show.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About<'a> {
    /// What stands under it.
    pub(crate) caption: &'a str,
    /// Where it is to be seen instead of here.
    pub(crate) elsewhere: Option<&'a str>,
    /// How else it could be had, where it can't be drawn.
    pub(crate) other_ways: Option<&'a str>,
}

/// A code that a person can see, until this is dropped.
///
/// It is drawn if the terminal can do it, and else lies in a file that goes with it.
#[derive(Debug)]
pub(crate) struct Show<'a> {
    terminal: &'a mut Terminal,
    code: &'a QrCode,
    about: About<'a>,
    /// What stands under it instead of the caption, as soon as there is something to say.
    note: Option<String>,
    /// The window's size when the picture was drawn in it.
    window: Size,
    /// The lines above the cursor that are this show's.
    lines: u16,
    file: Option<(Posted, TempDir)>,
    /// Why it is not drawn, if that was said: it stays when the code goes.
    named: Option<Obstacle>,
}

impl<'a> Show<'a> {
    /// Shows `code`.
    pub(crate) fn of(
        code: &'a QrCode,
        about: About<'a>,
        terminal: &'a mut Terminal,
    ) -> Result<Self, Failure> {
        let mut show = Self {
            window: Size::of_window(),
            terminal,
            code,
            about,
            note: None,
            lines: 0,
            file: None,
            named: None,
        };
        show.put_up()?;
        Ok(show)
    }

    /// Whether the person sees the code here, and not in a file.
    pub(crate) fn is_drawn(&self) -> bool {
        self.file.is_none()
    }

    /// Says something about the code that is on show.
    pub(crate) fn note(&mut self, text: String) -> Result<(), Failure> {
        if !self.terminal.is_live() {
            writeln!(self.terminal, "{MARGIN}{text}")?;
            self.terminal.flush()?;
            return Ok(());
        }
        self.note = Some(text);
        if !suspend::is_up() {
            return Ok(()); // it is said when the code is put up again
        }
        self.take_down()?;
        self.put_up()
    }

    /// Shows how much of the code's life is left. Does nothing where a line can't be changed.
    pub(crate) fn count_down(&mut self) -> Result<(), Failure> {
        if !self.terminal.is_live() {
            return Ok(());
        }
        let window = Size::of_window();
        if !suspend::is_up() {
            if self.code.is_expired() || !suspend::is_in_foreground() {
                return Ok(());
            }
            self.window = window;
            write!(self.terminal, "\r")?;
            self.put_up()?;
        } else if window != self.window {
            // The window has moved its lines about, nobody knows where to.
            write!(self.terminal, "\x1b[H\x1b[2J")?;
            self.window = window;
            self.named = None;
            self.put_up()?;
        }
        let left = self.code.expires_in();
        let life = self.code.expires_at().duration_since(self.code.requested_at());
        let life = life.map_or(1, |life| life.as_millis().max(1));
        let bar = BAR.min(usize::from(window.columns).saturating_sub(BESIDE_BAR));
        let full = (left.as_millis() * bar as u128).div_ceil(life);
        let full = usize::try_from(full).map_or(bar, |full| full.min(bar));
        write!(
            self.terminal,
            "\r{MARGIN}\x1b[32m{}\x1b[90m{}\x1b[0m  expires in {} s\x1b[K",
            "━".repeat(full),
            "━".repeat(bar - full),
            left.as_secs()
        )?;
        self.terminal.flush()?;
        Ok(())
    }

    /// Draws the picture, or says where it is instead, and leaves the cursor under it.
    fn put_up(&mut self) -> Result<(), Failure> {
        self.lines = 0;
        if let Some(elsewhere) = self.about.elsewhere {
            self.hide_cursor()?;
            self.say(elsewhere)?;
        } else {
            match self.obstacle() {
                None => self.draw()?,
                Some(obstacle) => self.stand_in(obstacle)?,
            }
        }
        let under = self.note.take();
        self.say(under.as_deref().unwrap_or(self.about.caption))?;
        self.note = under;
        self.terminal.flush()?;
        if self.terminal.is_live() {
            let lines = self.lines;
            suspend::put_up(move || {
                let _ = wipe(&mut io::stdout(), lines);
            });
        }
        Ok(())
    }

    /// Why it can't be drawn here.
    fn obstacle(&self) -> Option<Obstacle> {
        let Ok((columns, lines)) = self.code.terminal_size() else {
            return Some(Obstacle::NoCode);
        };
        let needed = Size { columns: columns + MARGIN_COLUMNS, lines: lines + LINES_BELOW };
        self.terminal.obstacle_to(needed)
    }

    fn draw(&mut self) -> Result<(), Failure> {
        self.file = None;
        self.hide_cursor()?; // it could spoil the code
        for line in self.code.terminal()?.lines() {
            writeln!(self.terminal, "{MARGIN}{line}")?;
            self.lines += 1;
        }
        self.say("")?;
        Ok(())
    }

    /// Says why it is not drawn, and where it is.
    fn stand_in(&mut self, obstacle: Obstacle) -> Result<(), Failure> {
        if self.named != Some(obstacle) {
            writeln!(self.terminal, "{MARGIN}It is not drawn: {obstacle}.")?;
            self.named = Some(obstacle);
        }
        self.hide_cursor()?;
        if matches!(obstacle, Obstacle::TooSmall { .. }) {
            self.say("Enlarge the window, and it appears.")?;
        }
        let path = self.put_into_file()?;
        self.say(&format!("While it lives it is in {}", path.display()))?;
        if let Some(other_ways) = self.about.other_ways {
            self.say(other_ways)?;
        }
        Ok(())
    }

    /// Writes a line that goes when the code goes.
    fn say(&mut self, text: &str) -> io::Result<()> {
        let line = if text.is_empty() { String::new() } else { format!("{MARGIN}{text}") };
        let columns = usize::from(self.window.columns.max(1));
        let lines = line.chars().count().max(1).div_ceil(columns);
        self.lines += u16::try_from(lines).unwrap_or(u16::MAX);
        writeln!(self.terminal, "{line}")
    }

    fn put_into_file(&mut self) -> Result<PathBuf, Failure> {
        let folder = match self.file.take() {
            Some((_, folder)) => folder,
            None => tempfile::Builder::new().prefix("hypersender-").tempdir()?,
        };
        let path = folder.path().join("qr-code.png");
        let places = Places { png: Some(path.clone()), svg: None };
        self.file = Some((Posted::new(self.code, &places)?, folder));
        Ok(path)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.terminal.is_live() { write!(self.terminal, "\x1b[?25l") } else { Ok(()) }
    }

    /// A dead code must not stay on show.
    fn take_down(&mut self) -> io::Result<()> {
        if !suspend::taken_down() {
            return self.terminal.flush(); // it is not up, because this process was stopped
        }
        if std::thread::panicking() {
            // What was said about the panic has moved the lines, nobody knows how far.
            write!(self.terminal, "\x1b[H\x1b[2J\x1b[?25h")?;
            return self.terminal.flush();
        }
        wipe(self.terminal, self.lines)
    }
}

/// Takes away what is in the lines above the cursor, and gives the cursor back.
fn wipe(terminal: &mut impl Write, lines: u16) -> io::Result<()> {
    write!(terminal, "\r\x1b[{lines}A\x1b[J\x1b[?25h")?;
    terminal.flush()
}

impl Drop for Show<'_> {
    fn drop(&mut self) {
        // Whoever closed the terminal doesn't see the code either.
        let _ = self.take_down();
    }
}
