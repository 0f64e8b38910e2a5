//! Requests from outside to end: Ctrl-C, and a polite kill.

use crate::exit::Exit;

/// Comes back when this process is asked to end, with what it shall end in.
#[cfg(unix)]
pub(crate) async fn requested() -> Exit {
    use tokio::signal::unix::{SignalKind, signal};

    let heard = |kind: SignalKind| async move {
        if is_ignored(kind) {
            return std::future::pending().await;
        }
        match signal(kind) {
            Ok(mut signal) => signal.recv().await,
            // Without a handler the signal ends the process by itself.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = heard(SignalKind::interrupt()) => Exit::Interrupted,
        _ = heard(SignalKind::terminate()) => Exit::Terminated,
        _ = heard(SignalKind::hangup()) => Exit::Terminated, // its terminal was closed
        _ = heard(SignalKind::quit()) => Exit::Quit,
    }
}

/// Whether this process was begun so that it does not hear it, as `nohup` does, and a shell with what it
/// runs in the background. Only Linux can be asked.
#[cfg(unix)]
fn is_ignored(signal: tokio::signal::unix::SignalKind) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    ignored.is_some_and(|bits| bits >> (signal.as_raw_value() - 1) & 1 == 1)
}

/// Comes back when this process is asked to end, with what it shall end in.
#[cfg(not(unix))]
pub(crate) async fn requested() -> Exit {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    Exit::Interrupted
}
