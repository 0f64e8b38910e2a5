//! A token callback: asked where Python runs, on the event loop or on a thread of its own, and never
//! on the runtime's thread.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use hypersender::Token;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use tokio::sync::oneshot;

use crate::line::{Line, Note};
use crate::questions;

/// What a token callback raised, on its way to the caller.
#[derive(Debug)]
pub(crate) struct Raised(pub(crate) Py<PyAny>);

impl Raised {
    /// The same exception object.
    pub(crate) fn again(&self, py: Python<'_>) -> PyErr {
        PyErr::from_value(self.0.bind(py).clone())
    }
}

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token callback raised an exception")
    }
}

impl std::error::Error for Raised {}

/// A question after a token, on its way to Python.
pub(crate) struct Ask {
    pub(crate) callback: Arc<Callback>,
    pub(crate) reply: oneshot::Sender<Result<String, Raised>>,
}

/// Somebody who knows the token.
pub(crate) struct Callback {
    /// None once the garbage collector has taken it.
    function: Mutex<Option<Py<PyAny>>>,
    /// The event loop that the client was last used on; none for a client without.
    line: Mutex<Option<Weak<Line>>>,
}

impl Callback {
    pub(crate) fn new(function: Py<PyAny>) -> Arc<Self> {
        Arc::new(Self { function: Mutex::new(Some(function)), line: Mutex::new(None) })
    }

    pub(crate) fn function(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        let function = self.function.lock().unwrap_or_else(PoisonError::into_inner);
        function.as_ref().map(|function| function.clone_ref(py))
    }

    /// For the client's own, which alone holds the function.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self.function.try_lock() {
            Ok(function) => visit.call(&*function),
            Err(_) => Ok(()),
        }
    }

    pub(crate) fn forget(&self) {
        let function = self.function.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(function); // which may run code of Python's
    }

    pub(crate) fn is_asked_on(&self, line: &Arc<Line>) {
        let mut known = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some(Arc::downgrade(line));
    }

    pub(crate) fn token(self: Arc<Self>) -> Token {
        Token::provider(move || {
            let (reply, answer) = oneshot::channel();
            self.ask(Ask { callback: Arc::clone(&self), reply });
            async move {
                match answer.await {
                    Ok(Ok(token)) => Ok(token),
                    Ok(Err(raised)) => Err(raised.into()),
                    Err(_) => Err("nobody could ask the token callback".into()),
                }
            }
        })
    }

    fn ask(&self, ask: Ask) {
        let line = self.line.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match line {
            None => questions::put(ask),
            // A loop that is gone drops the question, and so answers it.
            Some(line) => {
                if let Some(line) = line.upgrade() {
                    line.send(Note::Ask(ask));
                }
            }
        }
    }
}
