//! The sandbox, for tests. What can be told to it and what it tells crosses as JSON, the same as
//! over HTTP.

use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hypersender::{ClientBuilder, Token};
use hypersender_sandbox::{Settings, deed::Deed, timeline::Event};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use serde_json::json;

use crate::{fork, gate};

#[pyclass(module = "hypersender._native", frozen, weakref)]
pub(crate) struct Sandbox {
    sandbox: Mutex<Option<hypersender_sandbox::Sandbox>>,
    /// Only the process that started it can stop it.
    process: u32,
}

impl Sandbox {
    fn with<T>(&self, work: impl FnOnce(&hypersender_sandbox::Sandbox) -> T) -> PyResult<T> {
        match &*self.lock() {
            Some(sandbox) => Ok(work(sandbox)),
            None => Err(PyValueError::new_err("The sandbox was closed.")),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<hypersender_sandbox::Sandbox>> {
        self.sandbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        let Some(sandbox) = self.lock().take() else { return };
        if self.process != process::id() {
            return std::mem::forget(sandbox); // a child of `fork` has no thread that could stop
        }
        let _not_now = fork::not_now();
        if let Some(runtime) = sandbox.runtime() {
            fork::no_longer_parks(runtime);
        }
        drop(sandbox);
    }

    pub(crate) fn builder(&self, _: Python<'_>) -> PyResult<ClientBuilder> {
        self.with(hypersender_sandbox::Sandbox::client_builder)
    }

    pub(crate) fn builder_with(&self, _: Python<'_>, token: Token) -> PyResult<ClientBuilder> {
        self.with(|sandbox| {
            let client = hypersender::Client::builder(token);
            client.base_url(sandbox.url()).clock(sandbox.clock().clone())
        })
    }
}

fn refuse(error: serde_json::Error) -> PyErr {
    PyValueError::new_err(format!("The sandbox does not know what to do with this: {error}."))
}

#[pymethods]
impl Sandbox {
    #[new]
    fn new(py: Python<'_>, settings: &str) -> PyResult<Self> {
        let settings: Settings = serde_json::from_str(settings).map_err(refuse)?;
        let builder = hypersender_sandbox::Sandbox::builder().settings(settings);
        let started = gate::outside(py, || {
            let _not_now = fork::not_now();
            let sandbox = builder.start_blocking()?;
            if let Some(runtime) = sandbox.runtime() {
                fork::also_parks(runtime);
            }
            Ok(sandbox)
        });
        let sandbox = started.map_err(|error: std::io::Error| match error.kind() {
            std::io::ErrorKind::InvalidInput => PyValueError::new_err(error.to_string()),
            _ => PyOSError::new_err(error.to_string()),
        })?;
        Ok(Self { sandbox: Mutex::new(Some(sandbox)), process: process::id() })
    }

    #[getter]
    fn url(&self) -> PyResult<String> {
        self.with(|sandbox| sandbox.url().to_owned())
    }

    #[getter]
    fn origin(&self) -> PyResult<String> {
        self.with(|sandbox| sandbox.origin().to_owned())
    }

    #[getter]
    fn token(&self) -> PyResult<String> {
        self.with(hypersender_sandbox::Sandbox::token)
    }

    fn account_token(&self, account: &str) -> PyResult<Option<String>> {
        self.with(|sandbox| sandbox.account_token(account))
    }

    /// The instances as they are, as JSON.
    fn instances(&self) -> PyResult<String> {
        self.with(|sandbox| json!(sandbox.instances()).to_string())
    }

    /// The log, as JSON.
    fn requests(&self) -> PyResult<String> {
        self.with(|sandbox| json!(sandbox.requests()).to_string())
    }

    /// The faults that are still to come, as JSON.
    fn faults(&self) -> PyResult<String> {
        self.with(|sandbox| json!(sandbox.faults().left()).to_string())
    }

    /// The connections that were made, and those that are open.
    fn connections(&self) -> PyResult<(u64, u64)> {
        self.with(|sandbox| {
            let connections = sandbox.connections();
            (connections.accepted, connections.open)
        })
    }

    /// Does something: a deed and what came of it, as JSON.
    fn perform(&self, deed: &str) -> PyResult<String> {
        let deed: Deed = serde_json::from_str(deed).map_err(refuse)?;
        self.with(|sandbox| json!(sandbox.perform(&deed)).to_string())
    }

    /// Plans something: an event, as JSON.
    fn expect(&self, event: &str) -> PyResult<()> {
        let event: Event = serde_json::from_str(event).map_err(refuse)?;
        self.with(|sandbox| sandbox.expect(event))
    }

    fn advance(&self, seconds: f64) -> PyResult<()> {
        let by = Duration::try_from_secs_f64(seconds);
        let by = by.map_err(|error| PyValueError::new_err(error.to_string()))?;
        self.with(|sandbox| sandbox.advance(by))
    }

    fn reset(&self) -> PyResult<()> {
        self.with(hypersender_sandbox::Sandbox::reset)
    }

    /// Stops it. Once is enough.
    fn close(&self, py: Python<'_>) {
        gate::outside(py, || self.stop());
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if self.lock().is_some() {
            Python::attach(|py| gate::outside(py, || self.stop()));
        }
    }
}
