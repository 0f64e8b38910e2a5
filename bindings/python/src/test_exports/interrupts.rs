//! Interrupts for threads that get none from the system: Ctrl-C is for the main thread alone.

use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;

use crate::gate;

static INTERRUPTED: Mutex<Vec<u64>> = Mutex::new(Vec::new());

/// The number by which this thread can be interrupted from now on: an interrupt that came too late
/// for what it was meant for is over.
#[pyfunction]
pub(crate) fn this_thread() -> u64 {
    let own = gate::this_thread();
    INTERRUPTED.lock().unwrap_or_else(PoisonError::into_inner).retain(|thread| *thread != own);
    own
}

/// What the thread waits for is interrupted, as by Ctrl-C.
#[pyfunction]
pub(crate) fn interrupt(thread: u64) {
    INTERRUPTED.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
}

/// The interrupt of this thread, if there is one.
pub(crate) fn interrupted() -> PyResult<()> {
    let own = gate::this_thread();
    let mut all = INTERRUPTED.lock().unwrap_or_else(PoisonError::into_inner);
    match all.iter().position(|thread| *thread == own) {
        Some(at) => {
            all.swap_remove(at);
            Err(PyKeyboardInterrupt::new_err(()))
        }
        None => Ok(()),
    }
}
