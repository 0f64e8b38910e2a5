//! From the core's values to plain tuples: `hypersender._models` makes objects of them. Times are
//! microseconds since 1970.

use std::time::{SystemTime, UNIX_EPOCH};

use hypersender::{Health, Instance, InstanceWithQr, Restarted, Result};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use crate::errors;
use crate::qr::QrCode;
use crate::secret::Secret;

pub(crate) fn microseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_micros()).ok(),
        Err(before) => i64::try_from(before.duration().as_micros()).ok().map(|micros| -micros),
    }
}

pub(crate) fn health(py: Python<'_>, health: Health) -> PyResult<Py<PyAny>> {
    let fields = (
        &health.instance_id,
        health.status.as_str(),
        health.connected_at.and_then(microseconds),
        health.connected_at_raw.as_deref(),
        health.request_id.as_deref(),
    );
    Ok(fields.into_pyobject(py)?.into_any().unbind())
}

pub(crate) fn restarted(py: Python<'_>, restarted: Restarted) -> PyResult<Py<PyAny>> {
    let fields = (&restarted.message, restarted.request_id.as_deref());
    Ok(fields.into_pyobject(py)?.into_any().unbind())
}

pub(crate) fn instances(py: Python<'_>, instances: Vec<Instance>) -> PyResult<Py<PyAny>> {
    let list = PyList::empty(py);
    for one in &instances {
        list.append(instance(py, one)?)?;
    }
    Ok(list.into_any().unbind())
}

pub(crate) fn instance<'py>(py: Python<'py>, instance: &Instance) -> PyResult<Bound<'py, PyTuple>> {
    let fields = (
        &instance.id,
        instance.name.as_deref(),
        instance.phone.as_deref(),
        instance.service_type.as_deref(),
        instance.status.as_str(),
        instance.access_token.clone().map(Secret),
        instance.created_at.and_then(microseconds),
        instance.created_at_raw.as_deref(),
        instance.request_id.as_deref(),
    );
    fields.into_pyobject(py)
}

/// The instance's fields, and its code.
pub(crate) fn instance_with_qr(py: Python<'_>, answer: InstanceWithQr) -> PyResult<Py<PyAny>> {
    let fields = (instance(py, &answer.instance)?, QrCode(answer.qr_code));
    Ok(fields.into_pyobject(py)?.into_any().unbind())
}

/// What the core gave, or what it raises.
pub(crate) fn text(py: Python<'_>, text: Result<String>) -> PyResult<String> {
    text.map_err(|error| errors::raised(py, &error))
}
