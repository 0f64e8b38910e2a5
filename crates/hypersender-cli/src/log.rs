//! `--verbose`: what the client logs, on the standard error stream.

use tracing::Level;
use tracing::subscriber::DefaultGuard;

/// Tells it as long as this is kept. Only this thread's, and nothing of it stays behind: the
/// command may run in somebody else's process.
#[must_use]
pub(crate) fn told() -> DefaultGuard {
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::DEBUG)
        .with_ansi(false)
        .without_time()
        .with_writer(std::io::stderr)
        .finish();
    tracing::subscriber::set_default(subscriber)
}
