//! The core's log, for the `onLog` of one client: in force only while that client's work runs, and
//! not there at all for a client that does not want it.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::future::Either;
use serde::Serialize;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber};

use crate::bridge::Shared;
use crate::message::Message;

/// Whom the records of a client's work go to, if to anybody.
#[derive(Clone)]
pub(crate) struct Log(Option<Dispatch>);

impl Log {
    /// For the callback that JavaScript knows by this number.
    pub(crate) fn to(shared: &Arc<Shared>, listener: Option<u32>) -> Self {
        Self(
            listener
                .map(|number| Dispatch::new(Listener { shared: Arc::downgrade(shared), number })),
        )
    }

    /// The work, with what it logs heard.
    pub(crate) fn hear<T>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = T> + Send + 'static {
        match &self.0 {
            Some(listener) => Either::Left(work.with_subscriber(listener.clone())),
            None => Either::Right(work),
        }
    }
}

struct Listener {
    shared: Weak<Shared>,
    number: u32,
}

/// One thing that was logged, as JavaScript reads it.
#[derive(Serialize)]
struct Line {
    level: String,
    /// Milliseconds since 1970.
    at: f64,
    message: String,
    fields: Map<String, Value>,
}

/// Other libraries log what is in their requests.
fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.is_event() && metadata.target().split("::").next() == Some("hypersender")
}

impl Subscriber for Listener {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if is_ours(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        is_ours(metadata)
    }

    fn event(&self, event: &Event<'_>) {
        let Some(shared) = self.shared.upgrade() else { return };
        let mut fields = Fields::default();
        event.record(&mut fields);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let line = Line {
            level: event.metadata().level().as_str().to_ascii_lowercase(),
            at: now.as_secs_f64() * 1000.0,
            message: fields.message,
            fields: fields.others,
        };
        if let Ok(record) = serde_json::to_string(&line) {
            shared.send(Message::Logged { listener: self.number, record });
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Fields {
    message: String,
    others: Map<String, Value>,
}

impl Fields {
    fn keep(&mut self, field: &Field, value: impl Into<Value>) {
        self.others.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.keep(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        } else {
            self.keep(field, format!("{value:?}"));
        }
    }
}
