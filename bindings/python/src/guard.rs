//! What Python calls directly may have a defect, too: a panic is an `InternalError`, an `Exception`,
//! and no `PanicException`, which programs do not catch. It has the core's sentence, and not the panic's.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hypersender::defect;
use pyo3::prelude::*;

use crate::{errors, fork, gate};

/// Runs `work`, which has the interpreter's lock.
pub(crate) fn guarded<T>(py: Python<'_>, work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    let work = || {
        on_purpose();
        work()
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(end) => end,
        Err(_) => Err(errors::raised(py, &defect::error())),
    }
}

/// Runs `work`, which is short, without the interpreter's lock. The locks that it takes are free
/// again when a fork comes.
pub(crate) fn outside<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    outside_for_long(py, || {
        let _not_now = fork::not_now();
        work()
    })
}

/// Runs `work`, which a fork does not wait for, without the interpreter's lock.
pub(crate) fn outside_for_long<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    let work = || {
        on_purpose();
        work()
    };
    let end = gate::outside(py, || catch_unwind(AssertUnwindSafe(work)));
    end.map_err(|_| errors::raised(py, &defect::error()))
}

/// Panics where a test wants it.
fn on_purpose() {
    #[cfg(feature = "test-exports")]
    crate::test_exports::panic_if_wanted();
}
