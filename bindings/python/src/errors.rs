//! From the core's error to the exception that Python raises. The code and the fields cross as data;
//! `hypersender._errors` knows the classes.

use std::error::Error as _;

use hypersender::{Error, Operation};
use pyo3::exceptions::{PyRuntimeError, PyStopAsyncIteration, PyStopIteration};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use crate::token::Raised;
use crate::values;

/// What a call that ended badly raises: what a token callback raised as it is, else an exception of
/// the package.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    match error.source().and_then(|source| source.downcast_ref::<Raised>()) {
        Some(raised) => raised.again(py),
        None => exception(py, error).map_or_else(|broken| broken, PyErr::from_value),
    }
}

/// An exception that a future can hold, and an iteration end with: that of a token callback which
/// says that an iterator has ended would be taken for the end of the session's. As for a generator,
/// it is a `RuntimeError`.
pub(crate) fn no_end(py: Python<'_>, error: PyErr) -> PyErr {
    if error.is_instance_of::<PyStopIteration>(py)
        || error.is_instance_of::<PyStopAsyncIteration>(py)
    {
        let other = PyRuntimeError::new_err("the token callback raised the end of an iterator");
        other.set_cause(py, Some(error));
        return other;
    }
    error
}

/// The exception for an error, not raised.
pub(crate) fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let fields = PyDict::new(py);
    macro_rules! known {
        ($($name:ident = $value:expr;)*) => {
            $(if let Some(value) = $value { fields.set_item(stringify!($name), value)?; })*
        };
    }
    known! {
        status = error.status();
        server_message = error.server_message();
        request_id = error.request_id();
        retry_after = error.retry_after().map(|wait| wait.as_secs_f64());
        outcome = error.outcome().map(hypersender::Outcome::name);
        operation = error.operation().map(Operation::name);
        argument = error.argument();
        reason = error.reason().map(hypersender::Reason::name);
        errors = (!error.errors().is_empty()).then(|| error.errors().clone());
        limited_by = error.limited_by().map(hypersender::LimitedBy::name);
        location = error.location();
        json_path = error.json_path();
        last_status = error.last_status().map(hypersender::Status::as_str);
        qr_codes_shown = error.qr_codes_shown();
        attempts = Some(error.attempts());
        elapsed = Some(error.elapsed().as_secs_f64());
    }
    if let Some(instance) = error.instance() {
        fields.set_item("instance", values::instance(py, instance)?)?;
    }
    let exception = make(py, error.code(), error.message(), &fields)?;
    if let Some(cause) = error.source().and_then(|source| source.downcast_ref::<Error>()) {
        exception.setattr("__cause__", raised(py, cause).into_value(py))?;
    }
    Ok(exception)
}

/// An argument of a type that no such argument has; the core never sees it.
pub(crate) fn invalid_argument(
    py: Python<'_>,
    operation: Option<Operation>,
    argument: &str,
    message: &str,
) -> PyErr {
    let build = || {
        let fields = PyDict::new(py);
        fields.set_item("argument", argument)?;
        if let Some(operation) = operation {
            fields.set_item("operation", operation.name())?;
            if operation.is_post() {
                fields.set_item("outcome", hypersender::Outcome::NotSent.name())?;
            }
        }
        let code = hypersender::ErrorKind::InvalidArgument.code();
        make(py, code, message, &fields)
    };
    build().map_or_else(|broken: PyErr| broken, PyErr::from_value)
}

/// A defect of this library, told instead of taking the process down.
pub(crate) fn internal(py: Python<'_>, what: &str) -> PyErr {
    let text = format!("A defect of hypersender: {what}. Please report it.");
    let code = hypersender::ErrorKind::Internal.code();
    make(py, code, &text, &PyDict::new(py)).map_or_else(|broken| broken, PyErr::from_value)
}

fn make<'py>(
    py: Python<'py>,
    code: &str,
    message: &str,
    fields: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    static FROM_NATIVE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let make = FROM_NATIVE.import(py, "hypersender._errors", "from_native")?;
    make.call1((code, message, fields))
}
