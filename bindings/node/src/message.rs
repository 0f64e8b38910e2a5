//! What the background thread tells JavaScript, and how each of it looks there.
//!
//! A message is JSON text with the core's normal form in it, which V8 reads faster than it takes
//! objects that are put together from outside. What must be in no text is beside it: the picture
//! of a code, and the texts of secrets.

use std::sync::Arc;

use hypersender::{Error, QrCode, Secret};
use napi::bindgen_prelude::{Array, BufferSlice, Env};
use serde::Serialize;

use crate::bridge::Shared;
use crate::failure::{self, Failure};
use crate::qr::Life;

/// One thing that has happened.
pub(crate) enum Message {
    /// A call came to its end.
    Done(u32, Box<Value>, Arc<Shared>),
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
    /// What is looked up instead when JavaScript hears of it; none if there is nothing by then.
    later: Option<Later>,
}

type Later = Box<dyn FnOnce() -> Option<hypersender::Result<Value>> + Send>;

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

    /// The value that `look` finds on the thread of JavaScript, at the moment that it is told.
    pub(crate) fn taken_when_told(
        look: impl FnOnce() -> Option<hypersender::Result<Self>> + Send + 'static,
    ) -> Self {
        Self { later: Some(Box::new(look)), ..Self::default() }
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

/// How many places each message takes in a batch: the number of its call, its text, the picture,
/// and the secrets. A batch has no objects in it: they cost more than all the rest.
const PLACES: u32 = 4;

/// The messages as JavaScript takes them, one after the other.
pub(crate) fn batch(env: &Env, messages: Vec<Message>) -> napi::Result<Array<'_>> {
    let places = u32::try_from(messages.len()).unwrap_or_default() * PLACES;
    let mut batch = env.create_array(places)?;
    for (message, at) in messages.into_iter().zip((0..).step_by(PLACES as usize)) {
        let Told { call, text, picture, secrets } = message.told();
        if let Some(call) = call {
            batch.set(at, call)?;
        }
        batch.set(at + 1, text)?;
        if let Some(code) = picture {
            // Copied: an external buffer costs more than these few kilobytes, and Electron has none.
            batch.set(at + 2, &BufferSlice::copy_from(env, code.png())?)?;
        }
        if secrets.iter().any(Option::is_some) {
            let texts = secrets.iter().map(|it| it.as_ref().map(Secret::reveal));
            batch.set(at + 3, texts.collect::<Vec<_>>())?;
        }
    }
    Ok(batch)
}

/// A message as it is told.
#[derive(Default)]
struct Told {
    call: Option<u32>,
    text: String,
    picture: Option<QrCode>,
    secrets: Vec<Option<Secret>>,
}

impl Message {
    fn told(self) -> Told {
        let text = |text: String| Told { text, ..Told::default() };
        match self {
            Self::Done(call, value, shared) => Told { call: Some(call), ..value.told(&shared) },
            Self::Failed(call, error, shared) => {
                Told { call: Some(call), ..failure::of(&error, &shared).told() }
            }
            Self::Cancelled(call) => {
                Told { call: Some(call), ..text("{\"cancelled\":true}".into()) }
            }
            Self::Ask { provider, question } => {
                text(format!("{{\"ask\":{provider},\"question\":{question}}}"))
            }
            Self::Forget { question } => text(format!("{{\"forget\":{question}}}")),
            Self::Gone { provider } => text(format!("{{\"gone\":{provider}}}")),
            Self::Logged { listener, record } => {
                text(format!("{{\"listener\":{listener},\"record\":{record}}}"))
            }
        }
    }
}

impl Value {
    fn told(self, shared: &Arc<Shared>) -> Told {
        let Self { json, qr_code, secrets, later } = self;
        match later.map(|look| look()) {
            None => {}
            Some(Some(Ok(value))) => return value.told(shared),
            Some(Some(Err(error))) => return failure::of(&error, shared).told(),
            Some(None) => return Told { text: "{\"again\":true}".to_owned(), ..Told::default() },
        }
        let text = match (json, &qr_code) {
            (None, _) => "{}".to_owned(),
            (Some(json), None) => format!("{{\"value\":{json}}}"),
            (Some(json), Some(code)) => {
                format!("{{\"value\":{json},\"life\":{}}}", Life::of(code).json())
            }
        };
        Told { call: None, text, picture: qr_code, secrets }
    }
}

impl Failure {
    fn told(self) -> Told {
        let Self { json, thrown, secret } = self;
        let text = match thrown {
            None => format!("{{\"error\":{json}}}"),
            Some(question) => format!("{{\"error\":{json},\"thrown\":{question}}}"),
        };
        Told { text, secrets: vec![secret], ..Told::default() }
    }
}
