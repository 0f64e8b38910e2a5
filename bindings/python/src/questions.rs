//! Questions that Python has to answer. Those of clients without an event loop wait in a queue, from
//! which a thread of Python's takes them.

use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyString;
use tokio::sync::oneshot;

use crate::errors;
use crate::secret::Secret;
use crate::signal::Signal;
use crate::token::{Ask, Callback, Raised};

static WAITING: Mutex<VecDeque<Ask>> = Mutex::new(VecDeque::new());
static ASKED: LazyLock<Signal> = LazyLock::new(Signal::default);

pub(crate) fn put(ask: Ask) {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner).push_back(ask);
    ASKED.give();
}

/// In a child of `fork`: who asked is not there.
pub(crate) fn in_child() {
    std::mem::forget(std::mem::take(&mut *WAITING.lock().unwrap_or_else(PoisonError::into_inner)));
}

/// Waits for the next question of a client without an event loop.
#[pyfunction]
pub(crate) fn next_question(py: Python<'_>) -> PyResult<Question> {
    loop {
        let ask = WAITING.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        match ask {
            Some(ask) => return Ok(Question::of(ask)),
            None => ASKED.wait_quietly(py),
        }
    }
}

/// A question after a token. It is answered once.
#[pyclass(module = "hypersender._native", frozen)]
pub(crate) struct Question {
    callback: Arc<Callback>,
    reply: Mutex<Option<oneshot::Sender<Result<String, Raised>>>>,
}

impl Question {
    fn of(ask: Ask) -> Self {
        Self { callback: ask.callback, reply: Mutex::new(Some(ask.reply)) }
    }

    pub(crate) fn new(py: Python<'_>, ask: Ask) -> PyResult<Py<Self>> {
        Py::new(py, Self::of(ask))
    }

    fn reply(&self, answer: Result<String, Raised>) {
        let reply = self.reply.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(reply) = reply {
            // Who asked may have left.
            let _ = reply.send(answer);
        }
    }
}

#[pymethods]
impl Question {
    /// Who has to be asked.
    #[getter]
    fn callback(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let function = self.callback.function(py);
        function.ok_or_else(|| errors::internal(py, "a client without owner asked for its token"))
    }

    fn answer(&self, py: Python<'_>, token: &Bound<'_, PyAny>) {
        let text = match token.cast::<Secret>() {
            Ok(secret) => Some(secret.get().0.reveal().to_owned()),
            Err(_) => token.cast::<PyString>().ok().and_then(|text| text.extract().ok()),
        };
        self.reply(text.ok_or_else(|| {
            let text = "The token callback has to return a text.";
            Raised(errors::invalid_argument(py, None, "token", text).into_value(py).into_any())
        }));
    }

    fn fail(&self, exception: Py<PyAny>) {
        self.reply(Err(Raised(exception)));
    }
}
