//! Leaving the interpreter's lock to wait, and coming back, but never into an interpreter that is
//! going down.
//!
//! A thread that asks for the lock of a finalizing interpreter is ended by it, through the frames of
//! this module, and the process aborts. So once the interpreter is about to exit, a thread that
//! wants to come back stays out for ever; the process ends without asking it. The hook that says so
//! first lets those through that are on their way in.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

/// Set in [`COMING_BACK`] once the interpreter exits.
const EXITING: usize = 1 << (usize::BITS - 1);

/// How many threads are about to take the lock again.
static COMING_BACK: AtomicUsize = AtomicUsize::new(0);

/// The thread that ends the interpreter: it may always come back.
static ENDED_BY: AtomicU64 = AtomicU64::new(0);

/// Runs `work` without the interpreter's lock.
pub(crate) fn outside<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
    let output = py.detach(|| {
        let output = work();
        if COMING_BACK.fetch_add(1, Ordering::SeqCst) & EXITING != 0 {
            COMING_BACK.fetch_sub(1, Ordering::SeqCst);
            if ENDED_BY.load(Ordering::SeqCst) != this_thread() {
                stay_out();
            }
            return (output, false);
        }
        (output, true)
    });
    if output.1 {
        COMING_BACK.fetch_sub(1, Ordering::SeqCst);
    }
    output.0
}

/// The interpreter is about to exit: for `atexit`.
#[pyfunction]
pub(crate) fn exiting(py: Python<'_>) {
    ENDED_BY.store(this_thread(), Ordering::SeqCst);
    COMING_BACK.fetch_or(EXITING, Ordering::SeqCst);
    py.detach(|| {
        while COMING_BACK.load(Ordering::SeqCst) != EXITING {
            thread::sleep(Duration::from_millis(1));
        }
    });
}

/// In a child of `fork` those on their way in are not there.
pub(crate) fn in_child() {
    COMING_BACK.fetch_and(EXITING, Ordering::SeqCst);
}

fn stay_out() -> ! {
    loop {
        thread::park();
    }
}

/// A number for this thread that no other one has, and that is never 0.
pub(crate) fn this_thread() -> u64 {
    use std::cell::Cell;
    static LAST: AtomicU64 = AtomicU64::new(0);
    thread_local!(static OWN: Cell<u64> = const { Cell::new(0) });
    OWN.with(|own| {
        if own.get() == 0 {
            own.set(LAST.fetch_add(1, Ordering::Relaxed) + 1);
        }
        own.get()
    })
}
