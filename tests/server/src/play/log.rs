//! What a run's server got, and waiting for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hypersender_sandbox::wire::Request;
use tokio::sync::watch;

use crate::seen::Exchange;

/// A request with the target that the client meant.
#[derive(Debug, Clone)]
pub(crate) struct Logged {
    /// Method and target.
    pub(crate) line: String,
    pub(crate) request: Request,
}

/// Everything that was noted.
#[derive(Debug, Default)]
pub(crate) struct Log {
    requests: Mutex<Vec<Logged>>,
    unscripted: Mutex<Vec<String>>,
    answered: Mutex<Vec<Exchange>>,
    read: watch::Sender<u64>,
    asked: watch::Sender<u64>,
    left_early: watch::Sender<u64>,
    sent_bytes: AtomicU64,
}

impl Log {
    pub(super) fn request(&self, request: Request, line: String) {
        lock(&self.requests).push(Logged { line, request });
        self.read.send_modify(|count| *count += 1);
    }

    pub(super) fn unscripted(&self, line: String) {
        lock(&self.unscripted).push(line);
    }

    pub(super) fn answered(&self, exchange: Exchange) {
        lock(&self.answered).push(exchange);
    }

    /// What was answered.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.answered).clone()
    }

    pub(super) fn left_early(&self) {
        self.left_early.send_modify(|count| *count += 1);
    }

    pub(super) fn sent(&self, bytes: usize) {
        self.sent_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Notes that a token callback was asked.
    pub(crate) fn ask(&self) {
        self.asked.send_modify(|count| *count += 1);
    }

    pub(super) async fn requests(&self, count: u64) {
        reach(&self.read, count).await;
    }

    pub(super) async fn asked_for(&self, count: u64) {
        reach(&self.asked, count).await;
    }

    /// Waits until the server has seen clients leave so often.
    pub(crate) async fn left(&self, count: u64) {
        reach(&self.left_early, count).await;
    }

    pub(crate) fn all(&self) -> Vec<Logged> {
        lock(&self.requests).clone()
    }

    /// Requests that the script had no answer for.
    pub(crate) fn without_answer(&self) -> Vec<String> {
        lock(&self.unscripted).clone()
    }

    pub(crate) fn asked(&self) -> u64 {
        *self.asked.borrow()
    }

    pub(crate) fn times_left_early(&self) -> u64 {
        *self.left_early.borrow()
    }

    pub(crate) fn sent_bytes(&self) -> u64 {
        self.sent_bytes.load(Ordering::Relaxed)
    }
}

async fn reach(count: &watch::Sender<u64>, wanted: u64) {
    // The sender lives as long as the log that this borrows.
    let _ = count.subscribe().wait_for(|count| *count >= wanted).await;
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
