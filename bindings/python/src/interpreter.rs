//! One process may have several interpreters. What this module keeps belongs to one of them, so
//! the others may not have it: an object that comes from another interpreter breaks both.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The module `sys` of the interpreter that has this module: each has its own. It is kept, so that
/// no other one ever lies where it did.
static OURS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

/// Refuses every interpreter but the first one that comes. From `CPython` 3.12 on the interpreter
/// itself refuses, but only if it was made with a lock of its own.
pub(crate) fn refuse_another(py: Python<'_>) -> PyResult<()> {
    let this = py.import("sys")?;
    if OURS.get_or_init(py, || this.clone().unbind()).is(&this) {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "hypersender can be imported by one interpreter of a process, and another one has it: \
         this is a subinterpreter, or there was one before. Use threads or processes instead; \
         mod_wsgi needs `WSGIApplicationGroup %{GLOBAL}`.",
    ))
}
