//! The core's client as Python holds it, sync and async alike: an operation is a call that is not
//! begun yet.

use std::future::IntoFuture;
use std::sync::Arc;

use hypersender::{ClientBuilder, Operation};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::Arguments;
use crate::bridge::Bridge;
use crate::call::Call;
use crate::guard::{guarded, outside};
use crate::options::{read_token, with_options};
use crate::sandbox::Sandbox;
use crate::token::Callback;
use crate::{errors, values};

/// Hands what was given to the request, and leaves it alone otherwise.
macro_rules! with {
    ($request:expr $(, $method:ident = $value:expr)*) => {{
        let mut request = $request;
        $(if let Some(value) = $value? { request = request.$method(value); })*
        request.into_future()
    }};
}

#[pyclass(module = "hypersender._native", frozen, weakref)]
pub(crate) struct Client {
    pub(crate) core: hypersender::Client,
    callback: Option<Arc<Callback>>,
}

#[pymethods]
impl Client {
    /// The token is a text, a `Secret`, something to call, or none: then the environment has it.
    /// Options that are None are not set. With a sandbox, its token, address and clock are the
    /// defaults.
    #[new]
    #[pyo3(signature = (token, options, sandbox=None))]
    fn new(
        token: &Bound<'_, PyAny>,
        options: &Bound<'_, PyDict>,
        sandbox: Option<&Sandbox>,
    ) -> PyResult<Self> {
        let py = token.py();
        guarded(py, || Self::made(py, token, options, sandbox))
    }

    /// Whether it has to ask for its token.
    #[getter]
    fn asks(&self) -> bool {
        self.callback.is_some()
    }

    /// From now on the token callback is asked on that bridge's event loop.
    fn attach(&self, bridge: &Bridge) {
        if let Some(callback) = &self.callback {
            callback.is_asked_on(&bridge.line);
        }
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        outside(py, || self.core.close())
    }

    fn qr_cooldown(&self, instance: &Bound<'_, PyAny>) -> PyResult<f64> {
        let py = instance.py();
        let instance_id = Arguments(None).text("instance", instance)?;
        let left = outside(py, || self.core.qr_cooldown(instance_id))?;
        left.map(|left| left.as_secs_f64()).map_err(|error| errors::raised(py, &error))
    }

    fn request_new_qr_code(
        &self,
        instance: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
        cooldown: &Bound<'_, PyAny>,
        max_wait: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        self.call(instance.py(), Operation::RequestNewQrCode, |arguments| {
            let instance = arguments.text("instance", instance)?;
            let request = with!(
                self.core.request_new_qr_code(instance),
                timeout = arguments.duration("timeout", timeout),
                cooldown = arguments.cooldown(cooldown),
                max_wait = arguments.duration("max_wait", max_wait)
            );
            Ok(Call::new(self.core.clock(), request, values::instance_with_qr))
        })
    }

    fn health(&self, instance: &Bound<'_, PyAny>, timeout: &Bound<'_, PyAny>) -> PyResult<Call> {
        self.call(instance.py(), Operation::Health, |arguments| {
            let instance = arguments.text("instance", instance)?;
            let timeout = arguments.duration("timeout", timeout);
            let request = with!(self.core.health(instance), timeout = timeout);
            Ok(Call::new(self.core.clock(), request, values::health))
        })
    }

    fn list_instances(
        &self,
        uuid: &Bound<'_, PyAny>,
        name: &Bound<'_, PyAny>,
        phone: &Bound<'_, PyAny>,
        status: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        self.call(uuid.py(), Operation::ListInstances, |arguments| {
            let request = with!(
                self.core.list_instances(),
                uuid = arguments.optional_text("uuid", uuid),
                name = arguments.optional_text("name", name),
                phone = arguments.optional_text("phone", phone),
                status = arguments.optional_text("status", status),
                timeout = arguments.duration("timeout", timeout)
            );
            Ok(Call::new(self.core.clock(), request, values::instances))
        })
    }

    fn create_instance(
        &self,
        phone: &Bound<'_, PyAny>,
        name: &Bound<'_, PyAny>,
        webhook_url: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        self.call(phone.py(), Operation::CreateInstance, |arguments| {
            let phone = arguments.text("phone", phone)?;
            let name = arguments.text("name", name)?;
            let request = with!(
                self.core.create_instance(phone, name),
                webhook_url = arguments.optional_text("webhook_url", webhook_url),
                timeout = arguments.duration("timeout", timeout)
            );
            Ok(Call::new(self.core.clock(), request, values::instance_with_qr))
        })
    }

    fn restart(&self, instance: &Bound<'_, PyAny>, timeout: &Bound<'_, PyAny>) -> PyResult<Call> {
        self.call(instance.py(), Operation::Restart, |arguments| {
            let instance = arguments.text("instance", instance)?;
            let timeout = arguments.duration("timeout", timeout);
            let request = with!(self.core.restart(instance), timeout = timeout);
            Ok(Call::new(self.core.clock(), request, values::restarted))
        })
    }

    /// A callback is often a method of who owns the client.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.callback.as_ref().map_or(Ok(()), |callback| callback.traverse(&visit))
    }

    fn __clear__(&self) {
        if let Some(callback) = &self.callback {
            callback.forget();
        }
    }
}

impl Client {
    /// Makes the call of an operation of what was given.
    fn call(
        &self,
        py: Python<'_>,
        operation: Operation,
        make: impl FnOnce(Arguments) -> PyResult<Call>,
    ) -> PyResult<Call> {
        guarded(py, || make(Arguments(Some(operation))))
    }

    fn made(
        py: Python<'_>,
        token: &Bound<'_, PyAny>,
        options: &Bound<'_, PyDict>,
        sandbox: Option<&Sandbox>,
    ) -> PyResult<Self> {
        let (token, callback) = read_token(token)?;
        let builder = match (token, sandbox) {
            (Some(token), Some(sandbox)) => sandbox.builder_with(py, token)?,
            (None, Some(sandbox)) => sandbox.builder(py)?,
            (Some(token), None) => hypersender::Client::builder(token),
            (None, None) => {
                ClientBuilder::from_env().map_err(|error| errors::raised(py, &error))?
            }
        };
        let builder = with_options(builder, options)?;
        #[cfg(feature = "test-exports")]
        let builder = crate::test_exports::with_its_clock(builder);
        let core = builder.build().map_err(|error| errors::raised(py, &error))?;
        Ok(Self { core, callback })
    }
}
