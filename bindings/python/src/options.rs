//! The settings of a client, from what Python hands over.

use std::sync::Arc;

use hypersender::{ClientBuilder, Token};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::Arguments;
use crate::token::Callback;
use crate::{errors, hidden};

/// The token, and who is asked for it if it is a callback.
type Given = (Option<Token>, Option<Arc<Callback>>);

pub(crate) fn read_token(given: &Bound<'_, PyAny>) -> PyResult<Given> {
    let given = &hidden::given(given);
    if given.is_callable() {
        let callback = Callback::new(given.clone().unbind());
        return Ok((Some(Arc::clone(&callback).token()), Some(callback)));
    }
    let text = Arguments(None).optional_secret("token", given)?;
    Ok((text.map(Token::from), None))
}

pub(crate) fn with_options(
    mut builder: ClientBuilder,
    options: &Bound<'_, PyDict>,
) -> PyResult<ClientBuilder> {
    let arguments = Arguments(None);
    for (name, value) in options {
        let value = hidden::given(&value);
        if value.is_none() {
            continue;
        }
        let name: String = name.extract()?;
        /// Hands over what was given.
        macro_rules! set {
            ($method:ident, $value:expr) => {
                match $value? {
                    Some(value) => builder.$method(value),
                    None => builder,
                }
            };
        }
        builder = match name.as_str() {
            "base_url" => set!(base_url, arguments.optional_secret(&name, &value)),
            "timeout" => set!(timeout, arguments.duration(&name, &value)),
            "connect_timeout" => set!(connect_timeout, arguments.duration(&name, &value)),
            "max_retries" => set!(max_retries, arguments.count("max_retries", &value)),
            "cooldown" => set!(cooldown, arguments.cooldown(&value)),
            "proxy" => set!(proxy, arguments.optional_secret(&name, &value)),
            "ca_certificate" => set!(ca_certificate, arguments.ca_certificate(&value)),
            "user_agent" => set!(user_agent, arguments.optional_text(&name, &value)),
            "allow_insecure_http" => builder.allow_insecure_http(arguments.flag(&name, &value)?),
            _ => return Err(errors::internal(value.py(), "an option is unknown")),
        };
    }
    Ok(builder)
}
