//! What may be a secret, on its way from Python to the core.

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

/// Holds whatever was given, and does not show it: tools that tell of errors with the local
/// variables of every frame would show that.
#[pyclass(module = "hypersender._native", frozen)]
pub(crate) struct Hidden(Py<PyAny>);

/// What was given, hidden or not.
pub(crate) fn given<'py>(value: &Bound<'py, PyAny>) -> Bound<'py, PyAny> {
    match value.cast::<Hidden>() {
        Ok(hidden) => hidden.get().0.bind(value.py()).clone(),
        Err(_) => value.clone(),
    }
}

#[pymethods]
impl Hidden {
    #[new]
    #[pyo3(signature = (value, /))]
    fn new(value: Py<PyAny>) -> Self {
        Self(value)
    }

    fn __repr__(&self) -> &'static str {
        "[redacted]"
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0)
    }
}
