//! Exports that prove the boundary itself, for the package's own tests. Never in what is published.

use hypersender::{Error, ErrorKind};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::call::Call;

/// Calls that do on purpose what no call should.
#[pymodule(submodule)]
pub(crate) mod test_exports {
    #[pymodule_export]
    use super::{fail_with, hang, panic};
}

/// A call that panics.
#[pyfunction]
fn panic() -> Call {
    Call::new(async { std::panic::panic_any("on purpose") }, |py, ()| Ok(py.None()))
}

/// A call that never ends by itself.
#[pyfunction]
fn hang() -> Call {
    Call::new(std::future::pending::<hypersender::Result<()>>(), |py, ()| Ok(py.None()))
}

/// A call that ends in an error of that code.
#[pyfunction]
fn fail_with(code: &str) -> PyResult<Call> {
    let kind = ErrorKind::ALL.iter().copied().find(|kind| kind.code() == code);
    let kind = kind.ok_or_else(|| PyValueError::new_err("there is no such code"))?;
    let error = Error::sample(kind);
    Ok(Call::new(async move { Err::<(), _>(error) }, |py, ()| Ok(py.None())))
}
