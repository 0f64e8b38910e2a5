//! What one thread waits for and another one gives: once, or again after it was taken.
//!
//! On Linux a signal to the process interrupts the wait, so that Ctrl-C is seen at once. Elsewhere
//! the wait is cut into short pieces.

use std::time::Duration;

use pyo3::prelude::*;

use crate::gate;

/// The longest time in which a signal may go unseen. Where it interrupts the wait this is for the
/// one that comes in the very moment before it.
const PIECE: Duration = Duration::from_millis(50);

/// A signal from one thread to another.
pub(crate) use imp::Signal;

impl Signal {
    /// Waits for it without the interpreter's lock, and takes it. A handler of a process's signal
    /// that raises, as that for Ctrl-C does, ends the wait.
    pub(crate) fn wait(&self, py: Python<'_>) -> PyResult<()> {
        while !gate::outside(py, || self.wait_for(PIECE)) {
            py.check_signals()?;
            #[cfg(feature = "test-exports")]
            crate::test_exports::interrupted()?;
        }
        Ok(())
    }

    /// The same on a thread that no signal is for.
    pub(crate) fn wait_quietly(&self, py: Python<'_>) {
        const HOUR: Duration = Duration::from_hours(1);
        while !gate::outside(py, || self.wait_for(HOUR)) {}
    }
}

#[cfg(target_os = "linux")]
mod imp {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use rustix::thread::futex::{self, Flags, Timespec};

    #[derive(Debug, Default)]
    pub(crate) struct Signal(AtomicU32);

    impl Signal {
        pub(crate) fn give(&self) {
            self.0.store(1, Ordering::Release);
            let _ = futex::wake(&self.0, Flags::PRIVATE, u32::MAX >> 1);
        }

        /// Whether it came. It is interrupted by signals to this thread.
        pub(super) fn wait_for(&self, at_most: Duration) -> bool {
            if self.taken() {
                return true;
            }
            let nanoseconds = i64::from(at_most.subsec_nanos());
            let seconds = i64::try_from(at_most.as_secs()).unwrap_or(i64::MAX);
            let timeout = Timespec { tv_sec: seconds, tv_nsec: nanoseconds };
            let _ = futex::wait(&self.0, Flags::PRIVATE, 0, Some(&timeout));
            self.taken()
        }

        fn taken(&self) -> bool {
            self.0.swap(0, Ordering::Acquire) == 1
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod imp {
    use std::sync::{Condvar, Mutex, PoisonError};
    use std::time::Duration;

    #[derive(Debug, Default)]
    pub(crate) struct Signal {
        given: Mutex<bool>,
        changed: Condvar,
    }

    impl Signal {
        pub(crate) fn give(&self) {
            *self.given.lock().unwrap_or_else(PoisonError::into_inner) = true;
            self.changed.notify_all();
        }

        /// Whether it came.
        pub(super) fn wait_for(&self, at_most: Duration) -> bool {
            let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = self.changed.wait_timeout_while(given, at_most, |given| !*given);
            let (mut given, _) = waited.unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *given)
        }
    }
}
