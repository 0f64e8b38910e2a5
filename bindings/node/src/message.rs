//! What the background thread tells JavaScript, and how each of it looks there.
//!
//! Structured values are the core's normal form as JSON text, which V8 reads faster than it takes
//! objects that are put together from outside. What must be in no text is beside it: the picture
//! of a code, and the texts of secrets.

use std::sync::Arc;

use hypersender::{Error, QrCode, Secret};
use napi::bindgen_prelude::{BufferSlice, Env, Object};
use serde::Serialize;

use crate::bridge::Shared;
use crate::failure::{self, Failure};
use crate::qr::Life;

/// One thing that has happened.
pub(crate) enum Message {
    /// A call came to its end.
    Done(u32, Box<Value>),
    /// A call failed.
    Failed(u32, Box<Error>, Arc<Shared>),
    /// A call was ended early; whoever did that knows.
    Cancelled(u32),
    /// A token is needed: `provider` has to answer `question`.
    Ask { provider: u32, question: u32 },
    /// What was thrown in answer to a question is not needed any more.
    Forget { question: u32 },
    /// A client is gone, and with it whoever knew its token.
    Gone { provider: u32 },
    /// A client's work logged something, of which this is the record as JSON.
    Logged { listener: u32, record: String },
}

/// What comes of a call.
#[derive(Default)]
pub(crate) struct Value {
    json: Option<String>,
    qr_code: Option<QrCode>,
    secrets: Vec<Option<Secret>>,
}

impl Value {
    /// No value at all: the end of a stream, or of something that gives nothing.
    pub(crate) fn nothing() -> Self {
        Self::default()
    }

    /// # Errors
    /// Never, for a value of the core's.
    pub(crate) fn of(value: &impl Serialize) -> hypersender::Result<Self> {
        let json = serde_json::to_string(value)
            .map_err(|error| Error::internal(format!("An answer can't be written: {error}.")))?;
        Ok(Self { json: Some(json), ..Self::default() })
    }

    pub(crate) fn with_qr_code(mut self, code: QrCode) -> Self {
        self.qr_code = Some(code);
        self
    }

    pub(crate) fn with_secrets(
        mut self,
        secrets: impl IntoIterator<Item = Option<Secret>>,
    ) -> Self {
        self.secrets = secrets.into_iter().collect();
        self
    }
}

impl Message {
    pub(crate) fn into_js(self, env: &Env) -> napi::Result<Object<'_>> {
        let mut it = Object::new(env)?;
        match self {
            Self::Done(call, value) => {
                it.set("call", call)?;
                write_value(env, &mut it, *value)?;
            }
            Self::Failed(call, error, shared) => {
                it.set("call", call)?;
                write_failure(&mut it, failure::of(&error, &shared))?;
            }
            Self::Cancelled(call) => {
                it.set("call", call)?;
                it.set("cancelled", true)?;
            }
            Self::Ask { provider, question } => {
                it.set("ask", provider)?;
                it.set("question", question)?;
            }
            Self::Forget { question } => it.set("forget", question)?,
            Self::Gone { provider } => it.set("gone", provider)?,
            Self::Logged { listener, record } => {
                it.set("listener", listener)?;
                it.set("record", record)?;
            }
        }
        Ok(it)
    }
}

fn write_value(env: &Env, it: &mut Object<'_>, value: Value) -> napi::Result<()> {
    if let Some(json) = value.json {
        it.set("json", json)?;
    }
    if let Some(code) = value.qr_code {
        // Copied: an external buffer costs more than these few kilobytes, and Electron has none.
        it.set("png", &BufferSlice::copy_from(env, code.png())?)?;
        it.set("life", Life::of(&code).to_numbers())?;
    }
    if value.secrets.iter().any(Option::is_some) {
        let texts: Vec<_> = value
            .secrets
            .iter()
            .map(|s| s.as_ref().map(Secret::reveal).map(str::to_owned))
            .collect();
        it.set("secrets", texts)?;
    }
    Ok(())
}

fn write_failure(it: &mut Object<'_>, failure: Failure) -> napi::Result<()> {
    it.set("error", failure.json)?;
    if let Some(question) = failure.thrown {
        it.set("thrown", question)?;
    }
    if let Some(secret) = failure.secret {
        it.set("secrets", vec![secret])?;
    }
    Ok(())
}
