//! Requests from outside to end: Ctrl-C, and a polite kill.

use crate::exit::Exit;

/// Comes back when this process is asked to end, with what it shall end in.
#[cfg(unix)]
pub(crate) async fn requested() -> Exit {
    use tokio::signal::unix::{SignalKind, signal};

    let ignored = ignored();
    let heard = |kind: SignalKind| async move {
        if ignored >> (kind.as_raw_value() - 1) & 1 == 1 {
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

/// What this process was begun not to hear, as `nohup` does it, and a shell with what it runs in the
/// background: a bit for each signal, the lowest for number 1. Only Linux can be asked.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let bits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    bits.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).unwrap_or(0)
}

/// Comes back when this process is asked to end, with what it shall end in.
#[cfg(not(unix))]
pub(crate) async fn requested() -> Exit {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    Exit::Interrupted
}
