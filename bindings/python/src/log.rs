//! The core's log, for Python's logger `hypersender`. Off until Python turns it on. Records wait in
//! a queue until somebody with the interpreter's lock comes by.

use std::fmt::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// How many records may wait. Then the newest are dropped.
const MOST: usize = 10_000;

static ON: AtomicBool = AtomicBool::new(false);
static SOME: AtomicBool = AtomicBool::new(false);
static WAITING: Mutex<Vec<Line>> = Mutex::new(Vec::new());

struct Line {
    level: u8,
    text: String,
    created: f64,
}

/// Turns the log on or off for the whole process.
#[pyfunction]
pub(crate) fn set_level(debug: bool) {
    static INSTALLED: Once = Once::new();
    ON.store(debug, Ordering::Relaxed);
    if debug {
        // It can't fail: this module has a `tracing` of its own.
        INSTALLED.call_once(|| drop(tracing::subscriber::set_global_default(Collector)));
        tracing::callsite::rebuild_interest_cache();
    }
}

/// Hands what waits to `hypersender._log`. A handler or a filter that fails takes no answer away: its
/// exception goes where those go that nobody can catch. Ctrl-C is none of its own.
#[pyfunction]
pub(crate) fn flush(py: Python<'_>) -> PyResult<()> {
    static EMIT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if !SOME.swap(false, Ordering::Acquire) {
        return Ok(());
    }
    let lines = std::mem::take(&mut *WAITING.lock().unwrap_or_else(PoisonError::into_inner));
    let emit = EMIT.import(py, "hypersender._log", "emit")?;
    let mut interrupt = Ok(());
    for line in lines {
        match emit.call1((line.level, line.text, line.created)) {
            Ok(_) => {}
            Err(error) if error.is_instance_of::<PyException>(py) => {
                error.write_unraisable(py, Some(emit));
            }
            Err(error) => interrupt = Err(error),
        }
    }
    interrupt
}

/// In a child of `fork`: what waits is its parent's.
pub(crate) fn in_child() {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

struct Collector;

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        ON.load(Ordering::Relaxed) && metadata.target().starts_with("hypersender")
    }

    fn register_callsite(
        &self,
        metadata: &'static Metadata<'static>,
    ) -> tracing::subscriber::Interest {
        match metadata.target().starts_with("hypersender") {
            true => tracing::subscriber::Interest::sometimes(),
            false => tracing::subscriber::Interest::never(),
        }
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let line = Line {
            level: python_level(*event.metadata().level()),
            text: text.message + &text.fields,
            created: since.as_secs_f64(),
        };
        let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST {
            waiting.push(line);
        }
        drop(waiting);
        SOME.store(true, Ordering::Release);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The number that Python's `logging` gives a level.
fn python_level(level: Level) -> u8 {
    match level {
        Level::ERROR => 40,
        Level::WARN => 30,
        Level::INFO => 20,
        _ => 10,
    }
}

/// The message, and the fields as ` name=value`.
#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing into a text can't fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
