//! One for each event loop: it begins calls, and brings their ends to the loop's futures, on the
//! loop's own thread.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::AbortHandle;
use pyo3::exceptions::PyOSError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::bell::Bell;
use crate::call::Call;
use crate::errors;
use crate::line::{Line, Note};
use crate::questions::Question;
use crate::signal::Signal;
use crate::watch::GiveUp;

#[pyclass(module = "hypersender._native", frozen, weakref)]
pub(crate) struct Bridge {
    pub(crate) line: Arc<Line>,
    /// Who waits for the end of which call.
    waiting: Mutex<HashMap<u64, Waiting>>,
    last: AtomicU64,
}

struct Waiting {
    future: Py<PyAny>,
    work: Option<Work>,
}

/// What is dropped when nobody waits for it any more.
enum Work {
    Task(AbortHandle),
    Watch(Arc<dyn GiveUp>),
}

impl Work {
    fn drop_it(self) {
        match self {
            Self::Task(task) => task.abort(),
            Self::Watch(watch) => watch.give_up(),
        }
    }
}

impl Bridge {
    /// A number under which `future` waits.
    pub(crate) fn expect(&self, future: Bound<'_, PyAny>) -> u64 {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        self.waiting().insert(number, Waiting { future: future.unbind(), work: None });
        number
    }

    /// What is given up if nobody waits under that number any more.
    pub(crate) fn watches(&self, number: u64, watch: Arc<dyn GiveUp>) {
        self.works(number, Work::Watch(watch));
    }

    fn works(&self, number: u64, work: Work) {
        if let Some(waiting) = self.waiting().get_mut(&number) {
            waiting.work = Some(work);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<u64, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn done(&self, py: Python<'_>, number: u64, end: PyResult<Py<PyAny>>) -> PyResult<()> {
        let Some(waiting) = self.waiting().remove(&number) else { return Ok(()) };
        let future = waiting.future.bind(py);
        // It may have been cancelled this very moment.
        if future.call_method0(intern!(py, "done"))?.is_truthy()? {
            return Ok(());
        }
        match end {
            Ok(value) => future.call_method1(intern!(py, "set_result"), (value,))?,
            Err(error) => {
                let error = errors::no_end(py, error).into_value(py);
                future.call_method1(intern!(py, "set_exception"), (error,))?
            }
        };
        Ok(())
    }
}

#[pymethods]
impl Bridge {
    /// A bridge that a loop hears of through a file descriptor or, without, through `pump`.
    #[new]
    #[pyo3(signature = (*, descriptor))]
    fn new(descriptor: bool) -> PyResult<Self> {
        let bell = match descriptor {
            true => Bell::at_a_descriptor().map_err(PyOSError::new_err)?,
            false => Bell::Signal(Signal::default()),
        };
        Ok(Self {
            line: Arc::new(Line::new(bell)),
            waiting: Mutex::default(),
            last: AtomicU64::new(0),
        })
    }

    /// What the loop has to watch.
    fn fileno(&self) -> PyResult<i32> {
        let number = self.line.bell.fileno();
        number.ok_or_else(|| PyOSError::new_err("this bridge is pumped"))
    }

    /// Begins a call whose end is brought to `future`. The number to abort it by.
    fn start(&self, py: Python<'_>, call: &Call, future: Bound<'_, PyAny>) -> PyResult<u64> {
        let number = self.expect(future);
        let line = Arc::clone(&self.line);
        let task = call.begin(py, move |finish| line.send(Note::Done(number, finish)));
        match task {
            Ok(task) => self.works(number, Work::Task(task)),
            Err(error) => {
                self.abort(number);
                return Err(error);
            }
        }
        Ok(number)
    }

    /// Nobody waits for that call any more: it is dropped, wherever it is.
    pub(crate) fn abort(&self, number: u64) {
        let removed = self.waiting().remove(&number);
        if let Some(work) = removed.and_then(|waiting| waiting.work) {
            work.drop_it();
        }
    }

    /// Brings what has come to those who wait: on the loop's thread.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        static ASK: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        for note in self.line.take() {
            match note {
                Note::Done(number, finish) => self.done(py, number, finish(py))?,
                Note::Ask(ask) => {
                    let question = Question::new(py, ask)?;
                    ASK.import(py, "hypersender._bridge", "ask")?.call1((question,))?;
                }
            }
        }
        crate::log::flush(py)
    }

    /// Waits, on a thread of its own, until there is something to drain; False once the loop is gone.
    fn pump(&self, py: Python<'_>) -> bool {
        if let Bell::Signal(signal) = &self.line.bell {
            signal.wait_quietly(py);
        }
        !self.line.is_closed()
    }

    /// Nobody drains it any more. What it still carries is dropped.
    fn close(&self) {
        self.line.close();
        let waiting = std::mem::take(&mut *self.waiting());
        waiting.into_values().filter_map(|waiting| waiting.work).for_each(Work::drop_it);
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        if let Ok(waiting) = self.waiting.try_lock() {
            waiting.values().try_for_each(|waiting| visit.call(&waiting.future))?;
        }
        Ok(())
    }

    fn __clear__(&self) {
        self.close();
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.line.close();
    }
}
