//! A question to the person at the terminal whose answer nobody sees.

use std::io::{self, Write};

use crate::failure::Failure;
use crate::suspend;

/// Asks on the standard error stream and reads a line from the terminal, without showing it.
///
/// Dropped while it waits, it leaves the terminal as it was.
pub(crate) async fn secret(question: &str) -> Result<String, Failure> {
    let mut stderr = anstream::stderr();
    write!(stderr, "{question}")?;
    stderr.flush()?;
    let echo = Echo::off();
    let mut line = tokio::task::spawn_blocking(read_line);
    let line = loop {
        tokio::select! {
            line = &mut line => break line,
            () = suspend::continued() => {
                echo.hide();
                write!(stderr, "{question}")?;
                stderr.flush()?;
            }
        }
    };
    drop(echo);
    let line = line.map_err(|_| Failure::Unexpected("Nothing could be read."))?;
    if cfg!(unix) {
        writeln!(stderr)?; // the person's own was not shown either
    }
    Ok(line?)
}

#[cfg(unix)]
fn read_line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line).map(|_| line)
}

#[cfg(not(unix))]
fn read_line() -> io::Result<String> {
    rpassword::read_password()
}

/// The terminal doesn't show what is typed, until this is dropped.
#[cfg(unix)]
struct Echo(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Echo {
    fn off() -> Self {
        let echo = Self(rustix::termios::tcgetattr(io::stdin()).ok());
        echo.hide();
        echo
    }

    /// Hides it, until this is dropped or the process is stopped.
    fn hide(&self) {
        use rustix::termios::{LocalModes, OptionalActions, tcsetattr};

        let Some(before) = self.0.clone() else { return };
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &hidden);
        suspend::put_up(move || {
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &before);
        });
    }
}

#[cfg(unix)]
impl Drop for Echo {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};

        if let Some(before) = &self.0
            && suspend::taken_down()
        {
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, before);
        }
    }
}

/// The library that reads the line sees to it.
#[cfg(not(unix))]
struct Echo;

#[cfg(not(unix))]
impl Echo {
    fn off() -> Self {
        Self
    }

    fn hide(&self) {}
}
