//! What may happen to the clocks of a machine, for those of a sandbox's clients.

use std::time::Duration;

use pyo3::prelude::*;

use crate::sandbox::Sandbox;

/// Somebody sets the wall clock, by so many seconds.
#[pyfunction]
pub(crate) fn set_wall(py: Python<'_>, sandbox: &Sandbox, seconds: f64) -> PyResult<()> {
    let by = Duration::from_secs_f64(seconds.abs());
    sandbox.with(py, |sandbox| sandbox.clock().set_wall(by, seconds < 0.0))
}

/// The machine sleeps for so many seconds.
#[pyfunction]
pub(crate) fn suspend(py: Python<'_>, sandbox: &Sandbox, seconds: f64) -> PyResult<()> {
    let by = Duration::from_secs_f64(seconds);
    sandbox.with(py, |sandbox| sandbox.clock().suspend(by))
}
