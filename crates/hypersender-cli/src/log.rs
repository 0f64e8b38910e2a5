//! `--verbose`: what the client logs, on the standard error stream.

use tracing::Level;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;

/// Tells it as long as this is kept. Only this thread's, and nothing of it stays behind: the
/// command may run in somebody else's process.
#[must_use]
pub(crate) fn told() -> DefaultGuard {
    let lines = fmt::layer().with_ansi(false).without_time().with_writer(std::io::stderr);
    // What the libraries below it log is neither promised nor free of secrets.
    let client = Targets::new().with_target("hypersender", Level::DEBUG);
    tracing::subscriber::set_default(tracing_subscriber::registry().with(lines).with(client))
}
