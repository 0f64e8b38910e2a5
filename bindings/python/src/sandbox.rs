//! The sandbox, for tests. What can be told to it and what it tells crosses as JSON, the same as
//! over HTTP.

use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hypersender::{ClientBuilder, Token};
use hypersender_sandbox::{Misread, Settings, deed::Deed, read, timeline::Event};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use serde_json::json;

use crate::guard::{guarded, outside};
use crate::{errors, fork};

#[pyclass(module = "hypersender._native", frozen, weakref)]
pub(crate) struct Sandbox {
    sandbox: Mutex<Option<hypersender_sandbox::Sandbox>>,
    /// Only the process that started it can stop it.
    process: u32,
}

impl Sandbox {
    pub(crate) fn with<T>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&hypersender_sandbox::Sandbox) -> T,
    ) -> PyResult<T> {
        let closed = || errors::invalid_argument(py, None, "sandbox", "The sandbox was closed.");
        guarded(py, || self.lock().as_ref().map(work).ok_or_else(closed))
    }

    fn lock(&self) -> MutexGuard<'_, Option<hypersender_sandbox::Sandbox>> {
        self.sandbox.lock().unwrap_or_else(PoisonError::into_inner)
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
        Ok(Self { sandbox: Mutex::new(Some(sandbox)), process: process::id() })
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
