//! The sandbox, for tests. What can be told to it and what it tells crosses as JSON, the same as
//! over HTTP.

use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender::{ClientBuilder, Token};
use hypersender_sandbox::{Misread, Settings, Wanted, deed::Deed, read, timeline::Event};
use pyo3::exceptions::{PyOSError, PyTimeoutError};
use pyo3::prelude::*;
use serde_json::json;
use tokio::sync::watch;

use crate::arguments::Arguments;
use crate::call::Call;
use crate::guard::{guarded, outside};
use crate::{errors, fork};

#[pyclass(module = "hypersender._native", frozen, weakref)]
pub(crate) struct Sandbox {
    running: Mutex<Option<hypersender_sandbox::Sandbox>>,
    /// Told those who wait for a request.
    closed: watch::Sender<bool>,
    /// Only the process that started it can stop it.
    process: u32,
}

/// How a wait for a request ends: with it, as JSON, or without.
enum Waited {
    Came(String),
    Missed(String),
    Closed,
}

impl Sandbox {
    pub(crate) fn with<T>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&hypersender_sandbox::Sandbox) -> T,
    ) -> PyResult<T> {
        guarded(py, || self.lock().as_ref().map(work).ok_or_else(|| was_closed(py)))
    }

    fn lock(&self) -> MutexGuard<'_, Option<hypersender_sandbox::Sandbox>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        let Some(sandbox) = self.lock().take() else { return };
        if self.process != process::id() {
            return std::mem::forget(sandbox); // a child of `fork` has no thread that could stop
        }
        fork::not_amid(move || {
            if let Some(runtime) = sandbox.runtime() {
                fork::no_longer_parks(runtime);
            }
            drop(sandbox);
        });
        self.closed.send_replace(true);
    }

    pub(crate) fn builder(&self, py: Python<'_>) -> PyResult<ClientBuilder> {
        self.with(py, hypersender_sandbox::Sandbox::client_builder)
    }

    pub(crate) fn builder_with(&self, py: Python<'_>, token: Token) -> PyResult<ClientBuilder> {
        self.with(py, |sandbox| {
            let client = hypersender::Client::builder(token);
            client.base_url(sandbox.url()).clock(sandbox.clock().clone())
        })
    }
}

fn was_closed(py: Python<'_>) -> PyErr {
    errors::invalid_argument(py, None, "sandbox", "The sandbox was closed.")
}

fn waited(py: Python<'_>, end: Waited) -> PyResult<Py<PyAny>> {
    match end {
        Waited::Came(request) => Ok(request.into_pyobject(py)?.into_any().unbind()),
        Waited::Missed(text) => Err(PyTimeoutError::new_err(text)),
        Waited::Closed => Err(was_closed(py)),
    }
}

fn refuse(py: Python<'_>, misread: &Misread) -> PyErr {
    errors::invalid_argument(py, None, "settings", &misread.to_string())
}

#[pymethods]
impl Sandbox {
    #[new]
    fn new(py: Python<'_>, settings: &str) -> PyResult<Self> {
        let settings: Settings = read(settings).map_err(|misread| refuse(py, &misread))?;
        let builder = hypersender_sandbox::Sandbox::builder().settings(settings);
        let started = outside(py, || {
            let sandbox = builder.start_blocking()?;
            if let Some(runtime) = sandbox.runtime() {
                fork::also_parks(runtime);
            }
            Ok(sandbox)
        })?;
        let sandbox = started.map_err(|error: std::io::Error| match error.kind() {
            std::io::ErrorKind::InvalidInput => {
                errors::invalid_argument(py, None, "settings", &error.to_string())
            }
            _ => PyOSError::new_err(error.to_string()),
        })?;
        let closed = watch::Sender::new(false);
        Ok(Self { running: Mutex::new(Some(sandbox)), closed, process: process::id() })
    }

    #[getter]
    fn url(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |sandbox| sandbox.url().to_owned())
    }

    #[getter]
    fn origin(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |sandbox| sandbox.origin().to_owned())
    }

    #[getter]
    fn token(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, hypersender_sandbox::Sandbox::token)
    }

    fn account_token(&self, py: Python<'_>, account: &str) -> PyResult<Option<String>> {
        self.with(py, |sandbox| sandbox.account_token(account))
    }

    /// The instances as they are, as JSON.
    fn instances(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |sandbox| json!(sandbox.instances()).to_string())
    }

    /// The log, as JSON.
    fn requests(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |sandbox| json!(sandbox.requests()).to_string())
    }

    /// The call that waits for a request, and gives it as JSON.
    fn wait_for_request(
        &self,
        py: Python<'_>,
        operation: &Bound<'_, PyAny>,
        after: &Bound<'_, PyAny>,
        ended: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let given = Arguments(None);
        let refuse = |text: String| errors::invalid_argument(py, None, "operation", &text);
        let operation = given.optional_text("operation", operation)?;
        let operation = operation.as_deref().map(Wanted::operation).transpose().map_err(refuse)?;
        let after = given.count("after", after)?.unwrap_or_default().into();
        let wanted = Wanted { operation, after, ended: given.flag("ended", ended)? };
        let within = match given.duration("timeout", timeout)? {
            Some(within) => hypersender::seconds("timeout", within.as_secs_f64())
                .map_err(|error| errors::raised(py, &error))?,
            None => Wanted::PATIENCE,
        };
        let comes = self.with(py, |sandbox| sandbox.wait_for(wanted, within))?;
        let mut closed = self.closed.subscribe();
        let work = async move {
            Ok(tokio::select! {
                _ = closed.wait_for(|closed| *closed) => Waited::Closed,
                end = comes => end.map_or_else(Waited::Missed, |entry| Waited::Came(json!(entry).to_string())),
            })
        };
        Ok(Call::new(&Clock::system(), work, waited))
    }

    /// The faults that are still to come, as JSON.
    fn faults(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |sandbox| json!(sandbox.faults().left()).to_string())
    }

    /// The connections that were made, and those that are open.
    fn connections(&self, py: Python<'_>) -> PyResult<(u64, u64)> {
        self.with(py, |sandbox| {
            let connections = sandbox.connections();
            (connections.accepted, connections.open)
        })
    }

    /// Does something: a deed and what came of it, as JSON.
    fn perform(&self, py: Python<'_>, deed: &str) -> PyResult<String> {
        let deed: Deed = read(deed).map_err(|misread| refuse(py, &misread))?;
        self.with(py, |sandbox| json!(sandbox.perform(&deed)).to_string())
    }

    /// Plans something: an event, as JSON.
    fn expect(&self, py: Python<'_>, event: &str) -> PyResult<()> {
        let event: Event = read(event).map_err(|misread| refuse(py, &misread))?;
        self.with(py, |sandbox| sandbox.expect(event))
    }

    fn advance(&self, py: Python<'_>, seconds: &Bound<'_, PyAny>) -> PyResult<()> {
        let refuse = || {
            let text = "seconds has to be a number, not below zero, or a timedelta.";
            errors::invalid_argument(py, None, "seconds", text)
        };
        let number = seconds.extract::<f64>().map_err(|_| refuse())?;
        let by = Duration::try_from_secs_f64(number).map_err(|_| refuse())?;
        self.with(py, |sandbox| sandbox.advance(by))
    }

    fn reset(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, hypersender_sandbox::Sandbox::reset)
    }

    /// Stops it. Once is enough.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        outside(py, || self.stop())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if self.lock().is_some() {
            // What it ends with would be nobody's.
            let _ = Python::attach(|py| outside(py, || self.stop()));
        }
    }
}
