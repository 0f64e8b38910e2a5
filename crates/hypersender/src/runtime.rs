//! What everything here is driven by, and what is said where it is missing.

use crate::{Error, Result};

/// An error, instead of tokio's panic, if the caller does not run on a tokio runtime.
pub(crate) fn check() -> Result<()> {
    tokio::runtime::Handle::try_current().map(drop).map_err(|_| missing())
}

pub(crate) fn missing() -> Error {
    let text = "This has to be awaited on a tokio runtime, as in #[tokio::main]: nothing was sent.";
    Error::invalid_argument("runtime", text)
}
