//! What Python hands over, as the types of the core. Whether a value is acceptable the core decides;
//! here only what is of no such type at all is refused, in the same words for every argument.

use std::time::Duration;

use hypersender::{Cooldown, Operation};
use pyo3::exceptions::{PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyBoolMethods, PyBytes, PyMemoryView, PyString};

use crate::errors;
use crate::secret::Secret;

/// Reads the arguments of one call, or of none: of a constructor.
#[derive(Clone, Copy)]
pub(crate) struct Arguments(pub(crate) Option<Operation>);

type Given<'a, 'py> = &'a Bound<'py, PyAny>;

impl Arguments {
    pub(crate) fn text(self, name: &str, given: Given<'_, '_>) -> PyResult<String> {
        let Ok(text) = given.cast::<PyString>() else {
            return Err(self.refuse(given, name, "has to be a text"));
        };
        // The error of the encoder would have the value.
        let why = "has characters in it that can't be written as UTF-8 (lone surrogates)";
        text.extract().map_err(|_| self.refuse_value(given, name, why))
    }

    pub(crate) fn optional_text(
        self,
        name: &str,
        given: Given<'_, '_>,
    ) -> PyResult<Option<String>> {
        if given.is_none() { Ok(None) } else { self.text(name, given).map(Some) }
    }

    /// A text that may hold a secret.
    pub(crate) fn optional_secret(
        self,
        name: &str,
        given: Given<'_, '_>,
    ) -> PyResult<Option<String>> {
        match given.cast::<Secret>() {
            Ok(secret) => Ok(Some(secret.get().0.reveal().to_owned())),
            Err(_) => self.optional_text(name, given),
        }
    }

    /// Bytes, or what has some.
    pub(crate) fn bytes(self, name: &str, given: Given<'_, '_>) -> PyResult<Vec<u8>> {
        let py = given.py();
        let bytes = PyMemoryView::from(given).and_then(|view| view.call_method0("tobytes"));
        let bytes = bytes.map_err(|error| match error.is_instance_of::<PyTypeError>(py) {
            true => self.refuse(given, name, "has to be bytes"),
            false => error,
        })?;
        Ok(bytes.cast::<PyBytes>()?.as_bytes().to_vec())
    }

    /// A number of seconds or a `timedelta`. What is no duration becomes none at all, which the core
    /// refuses in its own words.
    pub(crate) fn duration(self, name: &str, given: Given<'_, '_>) -> PyResult<Option<Duration>> {
        static TIMEDELTA: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        if given.is_none() {
            return Ok(None);
        }
        let py = given.py();
        let refuse = || self.refuse(given, name, "has to be a number of seconds or a timedelta");
        if given.is_instance_of::<PyBool>() {
            return Err(refuse());
        }
        let seconds = match given.extract::<f64>() {
            Ok(seconds) => seconds,
            Err(error) if error.is_instance_of::<PyOverflowError>(py) => f64::INFINITY,
            Err(_) if given.is_instance(TIMEDELTA.import(py, "datetime", "timedelta")?)? => {
                given.call_method0("total_seconds")?.extract()?
            }
            Err(_) => return Err(refuse()),
        };
        Ok(Some(Duration::try_from_secs_f64(seconds).unwrap_or_default()))
    }

    /// A whole number. One that is beyond all bounds is as good as the last within.
    pub(crate) fn count(self, name: &'static str, given: Given<'_, '_>) -> PyResult<Option<u32>> {
        if given.is_none() {
            return Ok(None);
        }
        let py = given.py();
        let refuse = || self.refuse(given, name, "has to be a whole number");
        if given.is_instance_of::<PyBool>() {
            return Err(refuse());
        }
        let number = match given.extract::<i64>() {
            Ok(number) => number,
            Err(error) if error.is_instance_of::<PyOverflowError>(py) => {
                let beyond = given.call_method0("__index__")?;
                if beyond.lt(0)? { i64::MIN } else { i64::MAX }
            }
            Err(error) if error.is_instance_of::<PyTypeError>(py) => return Err(refuse()),
            Err(error) => return Err(error), // its own
        };
        let count = hypersender::count(name, number);
        count.map(Some).map_err(|error| self.refuse_with(py, name, error.message()))
    }

    /// None is the default, as everywhere: no.
    pub(crate) fn flag(self, name: &str, given: Given<'_, '_>) -> PyResult<bool> {
        if given.is_none() {
            return Ok(false);
        }
        let flag = given.cast::<PyBool>().map(PyBoolMethods::is_true);
        flag.map_err(|_| self.refuse(given, name, "has to be True or False"))
    }

    pub(crate) fn cooldown(self, given: Given<'_, '_>) -> PyResult<Option<Cooldown>> {
        const ONE_OF: &str = "has to be \"raise\", \"wait\" or \"off\"";
        if given.is_none() {
            return Ok(None);
        }
        let text = given.cast::<PyString>().ok().and_then(|text| text.extract::<String>().ok());
        match text.as_deref() {
            Some("raise") => Ok(Some(Cooldown::Raise)),
            Some("wait") => Ok(Some(Cooldown::Wait)),
            Some("off") => Ok(Some(Cooldown::Off)),
            Some(_) => Err(self.refuse_value(given, "cooldown", ONE_OF)),
            None => Err(self.refuse(given, "cooldown", ONE_OF)),
        }
    }

    /// PEM text or bytes, or the path of a file.
    pub(crate) fn ca_certificate(
        self,
        given: Given<'_, '_>,
    ) -> PyResult<Option<hypersender::CaCertificate>> {
        const PEM: &str = "-----BEGIN";
        if given.is_none() {
            return Ok(None);
        }
        if let Ok(bytes) = given.cast::<PyBytes>() {
            return Ok(Some(bytes.as_bytes().into()));
        }
        if let Some(text) = given.extract::<String>().ok().filter(|text| text.contains(PEM)) {
            return Ok(Some(text.into_bytes().into()));
        }
        if given.cast::<PyString>().is_ok_and(|text| text.len().is_ok_and(|length| length == 0)) {
            return Err(self.refuse_value(given, "ca_certificate", "is an empty text"));
        }
        let path = given.extract::<std::path::PathBuf>();
        let refuse = |_| self.refuse(given, "ca_certificate", "has to be PEM text or a path");
        path.map(|path| Some(path.into())).map_err(refuse)
    }

    /// It is of the right type.
    fn refuse_value(self, given: Given<'_, '_>, name: &str, why: &str) -> PyErr {
        self.refuse_with(given.py(), name, &format!("{name} {why}."))
    }

    fn refuse_with(self, py: Python<'_>, name: &str, text: &str) -> PyErr {
        errors::invalid_argument(py, self.0, name, text)
    }

    fn refuse(self, given: Given<'_, '_>, name: &str, why: &str) -> PyErr {
        let found = given.get_type().name();
        let found = found.map(|name| name.to_string()).unwrap_or_default();
        let text = format!("{name} {why}; it is of the type {found}.");
        self.refuse_with(given.py(), name, &text)
    }
}
