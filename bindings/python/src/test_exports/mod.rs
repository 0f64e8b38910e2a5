//! Exports that prove the boundary itself, for the package's own tests. Never in what is published.

mod clocks;
mod interrupts;
mod scenarios;

use std::sync::atomic::{AtomicBool, Ordering};

use hypersender::clock::Clock;
use hypersender::{Error, ErrorKind};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::call::Call;
pub(crate) use interrupts::interrupted;
pub(crate) use scenarios::with_its_clock;

/// Calls that do on purpose what no call should, and the scenarios.
#[pymodule(submodule)]
pub(crate) mod test_exports {
    #[pymodule_export]
    use super::clocks::{set_wall, suspend};
    #[pymodule_export]
    use super::interrupts::{interrupt, this_thread};
    #[pymodule_export]
    use super::scenarios::{play_scenario, scenarios};
    #[pymodule_export]
    use super::{fail_with, hang, panic, panic_next};
}

/// What a panic says here, which must be seen nowhere.
const SAID: &str = "canary of a panic";

/// A call that panics.
#[pyfunction]
fn panic() -> Call {
    let work = async { std::panic::panic_any(SAID) };
    Call::new(&Clock::system(), work, |py, ()| Ok(py.None()))
}

static PANIC_NEXT: AtomicBool = AtomicBool::new(false);

/// What is called next panics, if it is anything that could.
#[pyfunction]
fn panic_next() {
    PANIC_NEXT.store(true, Ordering::SeqCst);
}

pub(crate) fn panic_if_wanted() {
    if PANIC_NEXT.swap(false, Ordering::SeqCst) {
        std::panic::panic_any(SAID);
    }
}

/// A call that never ends by itself.
#[pyfunction]
fn hang() -> Call {
    let work = std::future::pending::<hypersender::Result<()>>();
    Call::new(&Clock::system(), work, |py, ()| Ok(py.None()))
}

/// A call that ends in an error of that code.
#[pyfunction]
fn fail_with(code: &str) -> PyResult<Call> {
    let kind = ErrorKind::ALL.iter().copied().find(|kind| kind.code() == code);
    let kind = kind.ok_or_else(|| PyValueError::new_err("there is no such code"))?;
    let error = Error::sample(kind);
    let work = async move { Err::<(), _>(error) };
    Ok(Call::new(&Clock::system(), work, |py, ()| Ok(py.None())))
}
