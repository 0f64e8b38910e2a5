//! From the core's events to a kind and a tuple of fields: `hypersender._events` makes objects of them.

use std::time::{Duration, SystemTime};

use hypersender::LinkEvent;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::qr::QrCode;
use crate::{errors, values};

/// `(kind, fields)`.
pub(crate) fn read(py: Python<'_>, event: LinkEvent) -> PyResult<Py<PyAny>> {
    let kind = event.kind().name();
    Ok((kind, fields(py, event)?).into_pyobject(py)?.into_any().unbind())
}

fn fields(py: Python<'_>, event: LinkEvent) -> PyResult<Bound<'_, PyTuple>> {
    match event {
        LinkEvent::QrCode { qr_code, number, expires_at, next_request_at, .. } => {
            (QrCode(qr_code), number, at(expires_at), not_before(next_request_at)).into_pyobject(py)
        }
        LinkEvent::QrExpired { number, .. } => (number,).into_pyobject(py),
        LinkEvent::CoolingDown { until, .. } => (not_before(until),).into_pyobject(py),
        LinkEvent::Limited { retry_at, operation, .. } => {
            (not_before(retry_at), operation.name()).into_pyobject(py)
        }
        LinkEvent::Status { previous, current, .. } => {
            let previous = previous.as_ref().map(hypersender::Status::as_str);
            (previous, current.as_str()).into_pyobject(py)
        }
        LinkEvent::Retrying { error, at: next, .. } => {
            (errors::exception(py, &error)?, not_before(next)).into_pyobject(py)
        }
        LinkEvent::ActionRequired { status, .. } => (status.as_str(),).into_pyobject(py),
        LinkEvent::Stalled { advice, .. } => {
            let advice: Vec<_> = advice.iter().map(|one| (one.code, one.text)).collect();
            (advice,).into_pyobject(py)
        }
        LinkEvent::Linked { instance_id, connected_at, already_linked, .. } => {
            (instance_id, connected_at.and_then(values::microseconds), already_linked)
                .into_pyobject(py)
        }
        // A kind without fields, `requesting` among them.
        _ => Ok(PyTuple::empty(py)),
    }
}

/// A time that is always there: beyond all bounds it is the end of them.
fn at(time: SystemTime) -> i64 {
    values::microseconds(time).unwrap_or(i64::MAX)
}

/// A time before which nothing can be tried: Python's clock has no nanoseconds, and a microsecond
/// too late is better than too early.
fn not_before(time: SystemTime) -> i64 {
    time.checked_add(Duration::from_nanos(999)).map_or(i64::MAX, at)
}
