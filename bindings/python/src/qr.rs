//! The QR code: the core keeps it, and decodes it when it is wanted.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::secret::Secret;
use crate::values::microseconds;
use crate::{errors, gate, values};

#[pyclass(module = "hypersender._native", frozen, eq)]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct QrCode(pub(crate) hypersender::QrCode);

#[pymethods]
impl QrCode {
    #[staticmethod]
    fn from_png(py: Python<'_>, png: Vec<u8>) -> PyResult<Self> {
        hypersender::QrCode::from_png(png).map(Self).map_err(|error| errors::raised(py, &error))
    }

    #[getter]
    fn png<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.png())
    }

    #[getter]
    fn base64(&self) -> String {
        self.0.base64()
    }

    #[getter]
    fn data_uri(&self) -> String {
        self.0.data_uri()
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
        let payload = gate::outside(py, || self.0.payload().cloned());
        payload.map(Secret).map_err(|error| errors::raised(py, &error))
    }

    fn svg(&self, py: Python<'_>) -> PyResult<String> {
        values::text(py, gate::outside(py, || self.0.svg()))
    }

    fn terminal(&self, py: Python<'_>) -> PyResult<String> {
        values::text(py, gate::outside(py, || self.0.terminal()))
    }

    fn terminal_size(&self, py: Python<'_>) -> PyResult<(u16, u16)> {
        let size = gate::outside(py, || self.0.terminal_size());
        size.map_err(|error| errors::raised(py, &error))
    }

    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        Ok(gate::outside(py, || self.0.save(path))?)
    }
}
