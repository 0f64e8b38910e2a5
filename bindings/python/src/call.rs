//! A call that was prepared and not begun: a thread waits for it, or an event loop gets its end.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Abortable, BoxFuture};
use hypersender::clock::Clock;
use hypersender::{Result, defect};
use pyo3::prelude::*;

use crate::guard::guarded;
use crate::signal::Signal;
use crate::{errors, fork, runtime};

/// The last step of a call, on a thread that has the interpreter's lock: its value or exception.
pub(crate) type Finish = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

#[pyclass(module = "hypersender._native", frozen)]
pub(crate) struct Call(Mutex<Option<BoxFuture<'static, Finish>>>);

impl Call {
    /// A call whose result `read` turns into an object.
    pub(crate) fn new<T: Send + 'static>(
        clock: &Clock,
        work: impl Future<Output = Result<T>> + Send + 'static,
        read: fn(Python<'_>, T) -> PyResult<Py<PyAny>>,
    ) -> Self {
        let work = AssertUnwindSafe(work).catch_unwind();
        let clock = clock.clone();
        let whole = async move {
            // A clock that a test drives has to know that somebody waits.
            let waits = clock.caller_waits();
            let end = work.await;
            drop(waits);
            match end {
                Ok(Ok(value)) => Box::new(move |py: Python<'_>| read(py, value)) as Finish,
                Ok(Err(error)) => Box::new(move |py: Python<'_>| Err(errors::raised(py, &error))),
                Err(_) => Box::new(|py: Python<'_>| Err(errors::raised(py, &defect::error()))),
            }
        };
        Self(Mutex::new(Some(whole.boxed())))
    }

    /// Begins it on the runtime, once. Whatever becomes of it then, `done` is called.
    pub(crate) fn begin(
        &self,
        py: Python<'_>,
        done: impl FnOnce(Finish) + Send + 'static,
    ) -> PyResult<AbortHandle> {
        fork::refuse_here()?;
        let work = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let work = work.ok_or_else(|| errors::internal(py, "a call was begun twice"))?;
        let mut end = End(Some(done));
        guarded(py, || {
            let (abort, aborted) = AbortHandle::new_pair();
            let whole = async move {
                let finish = work.await;
                end.reached(finish);
            };
            runtime::spawn(Abortable::new(whole, aborted).map(drop));
            Ok(abort)
        })
    }
}

#[pymethods]
impl Call {
    /// Begins the call and waits for its end. An interrupt, such as Ctrl-C, drops it.
    fn wait(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let slot = Arc::new(Slot::default());
        let filled = Arc::clone(&slot);
        let task = self.begin(py, move |finish| {
            *filled.finish.lock().unwrap_or_else(PoisonError::into_inner) = Some(finish);
            filled.signal.give();
        })?;
        if let Err(interrupt) = slot.signal.wait(py) {
            task.abort();
            return Err(interrupt);
        }
        let finish = slot.finish.lock().unwrap_or_else(PoisonError::into_inner).take();
        finish
            .map_or_else(|| Err(errors::internal(py, "a call ended without an end")), |end| end(py))
    }
}

#[derive(Default)]
struct Slot {
    signal: Signal,
    finish: Mutex<Option<Finish>>,
}

/// Tells how a call ended, also if its task is dropped.
struct End<F: FnOnce(Finish)>(Option<F>);

impl<F: FnOnce(Finish)> End<F> {
    fn reached(&mut self, finish: Finish) {
        if let Some(done) = self.0.take() {
            done(finish);
        }
    }
}

impl<F: FnOnce(Finish)> Drop for End<F> {
    fn drop(&mut self) {
        self.reached(Box::new(|py: Python<'_>| Err(errors::internal(py, "a call was dropped"))));
    }
}
