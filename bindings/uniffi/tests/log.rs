//! Whom records go to: its own program, since the log is that of the process.
#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hypersender_uniffi::{LogLevel, LogRecord, LogSink, set_logger};

static ALONE: Mutex<()> = Mutex::new(());

/// One that says what it takes, and takes its time: until it is let go on.
struct Slow {
    took: Sender<Option<String>>,
    go_on: Mutex<Receiver<()>>,
}

impl LogSink for Slow {
    fn log(&self, record: LogRecord) {
        self.took.send(Some(record.text)).unwrap();
        let _ = self.go_on.lock().unwrap().recv();
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        let _ = self.took.send(None);
    }
}

/// Logs three records to one that is slow, has another `end` its turn while it takes the first, and
/// gives what it took in all.
fn taken_by_one_whose_turn_ends(end: impl FnOnce()) -> Vec<String> {
    let (took, taken) = channel();
    let (go_on, wait) = channel();
    let slow = Slow { took, go_on: Mutex::new(wait) };
    assert!(set_logger(LogLevel::Info, Some(Arc::new(slow))));
    for text in ["first", "second", "third"] {
        tracing::info!(target: "hypersender", "{text}");
    }
    let next = || taken.recv_timeout(Duration::from_mins(1)).unwrap();
    let mut all = vec![next().unwrap()];
    end();
    drop(go_on);
    all.extend(std::iter::from_fn(next));
    all
}

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn who_stops_listening_gets_nothing_of_what_waited() {
    let _alone = alone();
    let taken = taken_by_one_whose_turn_ends(|| assert!(set_logger(LogLevel::Error, None)));
    assert_eq!(taken, ["first"]);
}

#[test]
fn who_is_replaced_gets_nothing_of_what_waited() {
    struct Other;
    impl LogSink for Other {
        fn log(&self, _: LogRecord) {}
    }

    let _alone = alone();
    let taken = taken_by_one_whose_turn_ends(|| {
        assert!(set_logger(LogLevel::Info, Some(Arc::new(Other))));
    });
    assert_eq!(taken, ["first"]);
}
