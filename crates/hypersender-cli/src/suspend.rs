//! Ctrl-Z: what is on the terminal or in files is taken away before the process stops, since a dead
//! code must not stay on show, and is put up again when it goes on.

use std::sync::Mutex;

use tokio::sync::Notify;

#[cfg(unix)]
use crate::posted;

/// What takes off the terminal whatever is on it. A process has one terminal, and so one of these.
static TAKE_DOWN: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

static CONTINUED: Notify = Notify::const_new();

/// Something is on the terminal that `take_down` takes off it.
pub(crate) fn put_up(take_down: impl FnOnce() + Send + 'static) {
    if let Ok(mut slot) = TAKE_DOWN.lock() {
        *slot = Some(Box::new(take_down));
    }
}

/// Whoever put it up takes it off without help. Says whether it was still there.
pub(crate) fn taken_down() -> bool {
    TAKE_DOWN.lock().is_ok_and(|mut slot| slot.take().is_some())
}

/// Whether something is on the terminal.
pub(crate) fn is_up() -> bool {
    TAKE_DOWN.lock().is_ok_and(|slot| slot.is_some())
}

/// Comes back when the process goes on after a stop.
pub(crate) async fn continued() {
    CONTINUED.notified().await;
}

/// Sees to it, as long as it is polled.
#[cfg(unix)]
pub(crate) async fn on_request() {
    use rustix::process::{Signal, getpid, kill_process};
    use tokio::signal::unix::{SignalKind, signal};

    // Whatever its streams are: Ctrl-Z stops a whole pipe.
    let at_terminal = std::fs::File::open("/dev/tty").is_ok();
    let kind = |signal: Signal| SignalKind::from_raw(signal.as_raw());
    if at_terminal
        && let (Ok(mut stops), Ok(mut continues)) =
            (signal(kind(Signal::TSTP)), signal(kind(Signal::CONT)))
    {
        while stops.recv().await.is_some() {
            if !is_a_job() {
                continue;
            }
            let take_down = TAKE_DOWN.lock().ok().and_then(|mut slot| slot.take());
            if let Some(take_down) = take_down {
                take_down();
            }
            posted::take_away();
            if kill_process(getpid(), Signal::STOP).is_ok() {
                // Another thread may be the one that is stopped first.
                continues.recv().await;
            }
            posted::put_back();
            CONTINUED.notify_waiters();
        }
    }
    std::future::pending::<()>().await;
}

/// Whether a shell waits for this process and can make it go on. One without such a shell must not
/// stop, and by itself the system doesn't stop it either.
#[cfg(unix)]
fn is_a_job() -> bool {
    use rustix::process::{getpgrp, getsid};

    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Whether the terminal is this process's to draw on: it may go on in the background.
#[cfg(unix)]
pub(crate) fn is_in_foreground() -> bool {
    let group = rustix::termios::tcgetpgrp(std::io::stdout());
    group.map_or(true, |group| group == rustix::process::getpgrp())
}

#[cfg(not(unix))]
pub(crate) async fn on_request() {
    std::future::pending::<()>().await;
}

#[cfg(not(unix))]
pub(crate) fn is_in_foreground() -> bool {
    true
}
