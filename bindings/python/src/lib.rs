//! The private module `hypersender._native`: conversions between the core and Python.
//!
//! What users see is written in Python (`python/src/hypersender`); here values, errors, waiting and
//! cancellation cross over, and nothing is decided.
//!
//! The thread that drives the requests (`runtime`) never takes the interpreter's lock. What it has
//! to say goes into a queue, and Python comes for it: a caller that waits (`call`, `waiting`), or
//! an event loop through a file descriptor (`bridge`, `line`, `bell`).

mod arguments;
mod bell;
mod bridge;
mod call;
mod client;
mod errors;
mod events;
mod fork;
mod gate;
mod guard;
mod hidden;
mod interpreter;
mod line;
mod link;
mod log;
mod options;
mod qr;
mod questions;
mod runtime;
mod sandbox;
mod secret;
mod signal;
#[cfg(feature = "test-exports")]
mod test_exports;
mod token;
mod values;
mod watch;

use pyo3::prelude::*;

/// The native half of the package `hypersender`.
#[pymodule(name = "_native", gil_used = false)]
mod native {
    #[pymodule_export]
    use super::bridge::Bridge;
    #[pymodule_export]
    use super::call::Call;
    #[pymodule_export]
    use super::client::Client;
    #[pymodule_export]
    use super::fork::{after_fork_in_child, after_fork_in_parent, before_fork};
    #[pymodule_export]
    use super::gate::exiting;
    #[pymodule_export]
    use super::hidden::Hidden;
    #[pymodule_export]
    use super::link::LinkSession;
    #[pymodule_export]
    use super::log::{flush, set_level};
    #[pymodule_export]
    use super::qr::QrCode;
    #[pymodule_export]
    use super::questions::{Question, next_question};
    #[pymodule_export]
    use super::sandbox::Sandbox;
    #[pymodule_export]
    use super::secret::Secret;
    #[cfg(feature = "test-exports")]
    #[pymodule_export]
    use super::test_exports::test_exports;
    #[pymodule_export]
    use super::{main, vocabulary};

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        super::interpreter::refuse_another(module.py())?;
        hypersender::defect::tell_by_place();
        Ok(())
    }

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python calls it so")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}

/// Runs the command `hypersender`. Its exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> PyResult<u8> {
    guard::outside_for_long(py, || hypersender_cli::main(arguments))
}

/// The names that the core declares: a test compares them with those that the package handles.
#[pyfunction]
fn vocabulary() -> [(&'static str, Vec<&'static str>); 7] {
    use hypersender::{ErrorKind, LimitedBy, LinkEventKind, Operation, Outcome, Reason, Status};
    [
        ("codes", ErrorKind::ALL.iter().map(|kind| kind.code()).collect()),
        ("events", LinkEventKind::ALL.iter().map(|kind| kind.name()).collect()),
        ("operations", Operation::ALL.iter().map(|operation| operation.name()).collect()),
        ("statuses", Status::DOCUMENTED.iter().map(Status::as_str).collect()),
        ("outcomes", Outcome::ALL.iter().map(|outcome| outcome.name()).collect()),
        ("reasons", Reason::ALL.iter().map(|reason| reason.name()).collect()),
        ("limited_by", LimitedBy::ALL.iter().map(|by| by.name()).collect()),
    ]
}
