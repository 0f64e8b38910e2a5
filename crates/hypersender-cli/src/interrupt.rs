//! Requests from outside to end: Ctrl-C, and a polite kill.

use crate::exit::Exit;

/// Comes back when this process is asked to end, with what it shall end in.
#[cfg(unix)]
pub(crate) async fn requested() -> Exit {
    use tokio::signal::unix::{SignalKind, signal};

    let heard = |kind| async move {
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
    }
}

/// Comes back when this process is asked to end, with what it shall end in.
#[cfg(not(unix))]
pub(crate) async fn requested() -> Exit {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    Exit::Interrupted
}
