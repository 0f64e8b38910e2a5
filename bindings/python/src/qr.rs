//! The QR code: the core keeps it, and decodes it when it is wanted.

use std::path::PathBuf;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

use crate::arguments::Arguments;
use crate::guard::{guarded, outside, outside_for_long};
use crate::secret::Secret;
use crate::values::microseconds;
use crate::{errors, hidden, values};

#[pyclass(module = "hypersender._native", frozen, eq)]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct QrCode(pub(crate) hypersender::QrCode);

#[pymethods]
impl QrCode {
    #[staticmethod]
    fn from_png(py: Python<'_>, png: &Bound<'_, PyAny>) -> PyResult<Self> {
        let png = Arguments(None).bytes("png", &hidden::given(png))?;
        let code = outside(py, || hypersender::QrCode::from_png(png))?;
        code.map(Self).map_err(|error| errors::raised(py, &error))
    }

    #[getter]
    fn png<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.png())
    }

    #[getter]
    fn base64(&self, py: Python<'_>) -> PyResult<String> {
        guarded(py, || Ok(self.0.base64()))
    }

    #[getter]
    fn data_uri(&self, py: Python<'_>) -> PyResult<String> {
        guarded(py, || Ok(self.0.data_uri()))
    }

    #[getter]
    fn requested_at(&self) -> Option<i64> {
        microseconds(self.0.requested_at())
    }

    #[getter]
    fn expires_at(&self) -> Option<i64> {
        microseconds(self.0.expires_at())
    }

    #[getter]
    fn expires_in(&self) -> f64 {
        self.0.expires_in().as_secs_f64()
    }

    #[getter]
    fn is_expired(&self) -> bool {
        self.0.is_expired()
    }

    fn payload(&self, py: Python<'_>) -> PyResult<Secret> {
        let payload = outside(py, || self.0.payload().cloned())?;
        payload.map(Secret).map_err(|error| errors::raised(py, &error))
    }

    fn svg(&self, py: Python<'_>) -> PyResult<String> {
        values::text(py, outside(py, || self.0.svg())?)
    }

    fn terminal(&self, py: Python<'_>) -> PyResult<String> {
        values::text(py, outside(py, || self.0.terminal())?)
    }

    fn terminal_size(&self, py: Python<'_>) -> PyResult<(u16, u16)> {
        let size = outside(py, || self.0.terminal_size())?;
        size.map_err(|error| errors::raised(py, &error))
    }

    fn save(&self, py: Python<'_>, path: &Bound<'_, PyAny>) -> PyResult<()> {
        let target: PathBuf = path_of(path)?;
        let saved = outside_for_long(py, || self.0.save(target))?;
        saved.map_err(|error| match error.raw_os_error() {
            // Python makes the class, and the text, of the number. The file is the one that was
            // asked for, not the one beside it that would have taken its place.
            Some(number) => PyOSError::new_err((number, reason(py, number), path.clone().unbind())),
            None => error.into(),
        })
    }
}

/// A path as text, bytes or an object that is one.
fn path_of(given: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    static DECODED: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    DECODED.import(given.py(), "os", "fsdecode")?.call1((given,))?.extract()
}

fn reason(py: Python<'_>, number: i32) -> String {
    let text = py.import("os").and_then(|os| os.call_method1("strerror", (number,))?.extract());
    text.unwrap_or_default()
}
