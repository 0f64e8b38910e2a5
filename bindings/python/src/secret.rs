//! A text that Python can hold without ever showing it.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::arguments::Arguments;

/// A text that shows itself only when asked to: every rendering of it is ``[redacted]``.
///
/// ``reveal()`` gives the text. It can be compared and hashed, but neither pickled nor printed.
#[pyclass(module = "hypersender", frozen, eq, hash, weakref)]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Secret(pub(crate) hypersender::Secret);

#[pymethods]
impl Secret {
    #[new]
    #[pyo3(signature = (text, /))]
    fn new(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        Arguments(None).text("text", text).map(|text| Self(text.into()))
    }

    /// The text itself. Where it goes from here is the caller's care.
    fn reveal(&self) -> &str {
        self.0.reveal()
    }

    fn __repr__(&self) -> &'static str {
        "[redacted]"
    }

    fn __str__(&self) -> &'static str {
        "[redacted]"
    }

    #[pyo3(signature = (_specification, /))]
    fn __format__(&self, _specification: &str) -> &'static str {
        "[redacted]"
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (_memo, /))]
    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("A Secret can't be pickled: it would leave the process."))
    }
}
