//! A session that links a phone. It is polled where it is read, so that an event that nobody takes
//! stays in it, and one that is taken is as fresh as can be.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_util::stream::Stream;
use hypersender::clock::Clock;
use hypersender::{LinkEvent, Operation, Result};
use pyo3::prelude::*;

use crate::arguments::Arguments;
use crate::bridge::Bridge;
use crate::call::Call;
use crate::client::Client;
use crate::events;
use crate::guard::{guarded, outside};
use crate::line::Note;
use crate::signal::Signal;
use crate::watch::{GiveUp, Watch};
use crate::{errors, fork, runtime};

#[pyclass(module = "hypersender._native", frozen, weakref)]
pub(crate) struct LinkSession {
    core: Mutex<hypersender::LinkSession>,
    clock: Clock,
}

#[pymethods]
impl LinkSession {
    #[new]
    fn new(
        client: &Client,
        instance: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
        max_qr_codes: &Bound<'_, PyAny>,
        qr_lifetime: &Bound<'_, PyAny>,
        restart_on_failed: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        guarded(instance.py(), || {
            let arguments = Arguments(Some(Operation::Link));
            let mut session = client.core.link(arguments.text("instance", instance)?);
            if let Some(timeout) = arguments.duration("timeout", timeout)? {
                session = session.timeout(timeout);
            }
            if let Some(codes) = arguments.count("max_qr_codes", max_qr_codes)? {
                session = session.max_qr_codes(codes);
            }
            if let Some(lifetime) = arguments.duration("qr_lifetime", qr_lifetime)? {
                session = session.qr_lifetime(lifetime);
            }
            let restart = arguments.flag("restart_on_failed", restart_on_failed)?;
            let core = Mutex::new(session.restart_on_failed(restart));
            Ok(Self { core, clock: client.core.clock().clone() })
        })
    }

    /// Waits for the next event, on this thread: its kind and its fields, or None after the last.
    fn next(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let signal = Arc::new(Signal::default());
        loop {
            let given_to = Arc::clone(&signal);
            let watch = Watch::new(move || given_to.give());
            match self.poll(py, &Waker::from(Arc::clone(&watch)))? {
                Poll::Ready(item) => return given(py, item),
                Poll::Pending => watch.wait(&self.clock),
            }
            let waited = signal.wait(py);
            watch.give_up();
            waited?;
        }
    }

    /// The next event if there is one, or None after the last. Otherwise a number: `future` ends
    /// when it is worth asking again, unless the bridge is told to abort that number.
    fn poll_on(
        &self,
        py: Python<'_>,
        bridge: &Bridge,
        future: Bound<'_, PyAny>,
    ) -> PyResult<Option<Py<PyAny>>> {
        let number = bridge.expect(future);
        let line = Arc::clone(&bridge.line);
        let news = move || line.send(Note::Done(number, Box::new(|py| Ok(py.None()))));
        let watch = Watch::new(news);
        let polled = self.poll(py, &Waker::from(Arc::clone(&watch)));
        if matches!(polled, Ok(Poll::Pending)) {
            watch.wait(&self.clock);
            bridge.watches(number, watch);
            return Ok(Some(number.into_pyobject(py)?.into_any().unbind()));
        }
        bridge.abort(number);
        match polled? {
            Poll::Ready(item) => given(py, item),
            Poll::Pending => Ok(None),
        }
    }

    /// The call that waits for the end: the fields of the last event.
    fn linked(&self, py: Python<'_>) -> PyResult<Call> {
        guarded(py, || {
            let session = self.core.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(Call::new(&self.clock, session.linked(), events::read))
        })
    }

    fn cancel(&self, py: Python<'_>) -> PyResult<()> {
        outside(py, || self.core.lock().unwrap_or_else(PoisonError::into_inner).cancel())
    }
}

impl LinkSession {
    fn poll(&self, py: Python<'_>, waker: &Waker) -> PyResult<Poll<Option<Result<LinkEvent>>>> {
        guarded(py, || {
            fork::refuse_here()?;
            let runtime = runtime::handle();
            let _entered = runtime.enter();
            let mut session = self.core.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(Pin::new(&mut *session).poll_next(&mut Context::from_waker(waker)))
        })
    }
}

fn given(py: Python<'_>, item: Option<Result<LinkEvent>>) -> PyResult<Option<Py<PyAny>>> {
    match item {
        None => Ok(None),
        Some(Ok(event)) => events::read(py, event).map(Some),
        Some(Err(error)) => Err(errors::no_end(py, errors::raised(py, &error))),
    }
}
