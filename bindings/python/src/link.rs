//! A session that links a phone. It is polled where it is read, so that an event that nobody takes
//! stays in it, and one that is taken is as fresh as can be.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::stream::Stream;
use hypersender::{LinkEvent, Operation, Result};
use pyo3::prelude::*;

use crate::arguments::Arguments;
use crate::bridge::Bridge;
use crate::call::{Call, text_of};
use crate::client::Client;
use crate::events;
use crate::line::Rouse;
use crate::signal::Signal;
use crate::{errors, runtime};

#[pyclass(module = "hypersender._native", frozen, weakref)]
pub(crate) struct LinkSession(Mutex<hypersender::LinkSession>);

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
        Ok(Self(Mutex::new(session.restart_on_failed(restart))))
    }

    /// Waits for the next event, on this thread: its kind and its fields, or None after the last.
    fn next(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let bell = Arc::new(Bell(Signal::default()));
        let waker = Waker::from(Arc::clone(&bell));
        loop {
            match self.poll(py, &waker)? {
                Poll::Ready(item) => return given(py, item),
                Poll::Pending => bell.0.wait(py)?,
            }
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
        let waker = Waker::from(Arc::new(Rouse { line: Arc::clone(&bridge.line), number }));
        match self.poll(py, &waker) {
            Ok(Poll::Pending) => Ok(Some(number.into_pyobject(py)?.into_any().unbind())),
            Ok(Poll::Ready(item)) => {
                bridge.forget(number);
                given(py, item)
            }
            Err(error) => {
                bridge.forget(number);
                Err(error)
            }
        }
    }

    /// The call that waits for the end: the fields of the last event.
    fn linked(&self) -> Call {
        let session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Call::new(session.linked(), events::read)
    }

    fn cancel(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

impl LinkSession {
    fn poll(&self, py: Python<'_>, waker: &Waker) -> PyResult<Poll<Option<Result<LinkEvent>>>> {
        let runtime = runtime::handle();
        let _entered = runtime.enter();
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Pin::new(&mut *session).poll_next(&mut Context::from_waker(waker))
        }));
        polled.map_err(|panic| errors::internal(py, &text_of(&*panic)))
    }
}

fn given(py: Python<'_>, item: Option<Result<LinkEvent>>) -> PyResult<Option<Py<PyAny>>> {
    match item {
        None => Ok(None),
        Some(Ok(event)) => events::read(py, event).map(Some),
        Some(Err(error)) => Err(errors::raised(py, &error)),
    }
}

struct Bell(Signal);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.give();
    }
}
