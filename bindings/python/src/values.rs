//! From the core's values to dictionaries of plain values: `hypersender._models` makes objects of
//! them. Times are microseconds since 1970.

use std::time::{SystemTime, UNIX_EPOCH};

use hypersender::{Health, Instance, InstanceWithQr, Restarted, Result};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::errors;
use crate::qr::QrCode;
use crate::secret::Secret;

pub(crate) fn microseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_micros()).ok(),
        Err(before) => i64::try_from(before.duration().as_micros()).ok().map(|micros| -micros),
    }
}

/// A dictionary of fields, in the order of those of the object that it becomes.
macro_rules! fields {
    ($py:ident, $($name:ident: $value:expr,)*) => {{
        let fields = PyDict::new($py);
        $(fields.set_item(intern!($py, stringify!($name)), $value)?;)*
        fields
    }};
}

pub(crate) fn health(py: Python<'_>, health: Health) -> PyResult<Py<PyAny>> {
    let fields = fields! { py,
        instance_id: &health.instance_id,
        status: health.status.as_str(),
        connected_at: health.connected_at.and_then(microseconds),
        connected_at_raw: health.connected_at_raw.as_deref(),
        request_id: health.request_id.as_deref(),
    };
    Ok(fields.into_any().unbind())
}

pub(crate) fn restarted(py: Python<'_>, restarted: Restarted) -> PyResult<Py<PyAny>> {
    let fields = fields! { py,
        message: &restarted.message,
        request_id: restarted.request_id.as_deref(),
    };
    Ok(fields.into_any().unbind())
}

pub(crate) fn instances(py: Python<'_>, instances: Vec<Instance>) -> PyResult<Py<PyAny>> {
    let list = PyList::empty(py);
    for one in &instances {
        list.append(instance(py, one)?)?;
    }
    Ok(list.into_any().unbind())
}

pub(crate) fn instance<'py>(py: Python<'py>, instance: &Instance) -> PyResult<Bound<'py, PyDict>> {
    Ok(fields! { py,
        id: &instance.id,
        name: instance.name.as_deref(),
        phone: instance.phone.as_deref(),
        service_type: instance.service_type.as_deref(),
        status: instance.status.as_str(),
        access_token: instance.access_token.clone().map(Secret),
        created_at: instance.created_at.and_then(microseconds),
        created_at_raw: instance.created_at_raw.as_deref(),
        request_id: instance.request_id.as_deref(),
    })
}

/// The instance's fields, and its code.
pub(crate) fn instance_with_qr(py: Python<'_>, answer: InstanceWithQr) -> PyResult<Py<PyAny>> {
    let fields = instance(py, &answer.instance)?;
    fields.set_item(intern!(py, "qr_code"), QrCode(answer.qr_code))?;
    Ok(fields.into_any().unbind())
}

/// What the core gave, or what it raises.
pub(crate) fn text(py: Python<'_>, text: Result<String>) -> PyResult<String> {
    text.map_err(|error| errors::raised(py, &error))
}
