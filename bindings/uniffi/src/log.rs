//! What the core logs, for a callback of the host. Off until there is one.
//!
//! A thread of its own hands the records over, so that a callback that takes its time delays
//! nothing but the log; if too many wait for it, the newest are dropped.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// How many records may wait.
const WAITING: usize = 1024;

/// How important a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, uniffi::Enum)]
pub enum LogLevel {
    /// Something failed.
    Error,
    /// Something is odd.
    Warn,
    /// Something happened.
    Info,
    /// Each request.
    Debug,
    /// Everything.
    Trace,
}

/// One thing that was logged: no header, no body, no secret.
#[derive(Debug, Clone, uniffi::Record)]
pub struct LogRecord {
    /// How important it is.
    pub level: LogLevel,
    /// What it is about: `hypersender`.
    pub target: String,
    /// What happened.
    pub text: String,
    /// What belongs to it, such as `method`, `route`, `status`.
    pub fields: std::collections::HashMap<String, String>,
}

/// The host's callback.
#[uniffi::export(rust, foreign)]
pub trait LogSink: Send + Sync {
    /// Takes one record.
    fn log(&self, record: LogRecord);
}

/// Whom records go to, and which.
struct Listener {
    level: LogLevel,
    waiting: SyncSender<LogRecord>,
    /// Whether its turn is over: what still waits is then for nobody.
    over: Arc<AtomicBool>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
    }
}

static LISTENER: RwLock<Option<Listener>> = RwLock::new(None);

/// Hands what is logged from now on, up to `level`, to `sink`, and to no other; to nobody if there
/// is none. Who took records before gets none after this, but for one that it is taking. Says whether that is possible: not if the program has a `tracing` subscriber already.
#[uniffi::export]
pub fn set_logger(level: LogLevel, sink: Option<Arc<dyn LogSink>>) -> bool {
    let listener = sink.map(|sink| begin(level, sink));
    let wanted = listener.is_some();
    *LISTENER.write().unwrap_or_else(PoisonError::into_inner) = listener;
    let ours = tracing::dispatcher::get_default(tracing::Dispatch::is::<Forward>);
    let ours = ours || (wanted && tracing::subscriber::set_global_default(Forward).is_ok());
    tracing::callsite::rebuild_interest_cache();
    ours || !wanted
}

fn begin(level: LogLevel, sink: Arc<dyn LogSink>) -> Listener {
    let (waiting, records) = sync_channel::<LogRecord>(WAITING);
    let over = Arc::<AtomicBool>::default();
    let is_over = Arc::clone(&over);
    let hand_over = move || {
        let records = records.into_iter().take_while(|_| !is_over.load(Ordering::SeqCst));
        records.for_each(|record| sink.log(record));
    };
    // Without a thread there is no log: its sender then finds nobody.
    let _ = thread::Builder::new().name("hypersender-log".to_owned()).spawn(hand_over);
    Listener { level, waiting, over }
}

struct Forward;

fn listening(level: LogLevel) -> bool {
    let listener = LISTENER.read().unwrap_or_else(PoisonError::into_inner);
    listener.as_ref().is_some_and(|listener| level <= listener.level)
}

impl Subscriber for Forward {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Other libraries log what is in their requests.
        metadata.is_event()
            && metadata.target().split("::").next() == Some("hypersender")
            && listening(level(metadata))
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let record = LogRecord {
            level: level(event.metadata()),
            target: event.metadata().target().to_owned(),
            text: fields.0.remove("message").unwrap_or_default(),
            fields: fields.0.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        };
        let listener = LISTENER.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(listener) = listener.as_ref() {
            let _ = listener.waiting.try_send(record);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn level(metadata: &Metadata<'_>) -> LogLevel {
    match *metadata.level() {
        tracing::Level::ERROR => LogLevel::Error,
        tracing::Level::WARN => LogLevel::Warn,
        tracing::Level::INFO => LogLevel::Info,
        tracing::Level::DEBUG => LogLevel::Debug,
        tracing::Level::TRACE => LogLevel::Trace,
    }
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
