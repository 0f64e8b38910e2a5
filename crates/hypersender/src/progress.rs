//! What is known of a call while it is under way, for whoever has to end it early.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::clock::{Moment, Reading};

/// The state of a call, shared between the call and those who wait for it.
#[derive(Debug)]
pub(crate) struct Progress {
    deadline: AtomicU64,
    attempts: AtomicU32,
    sent: Arc<AtomicBool>,
    without_token: AtomicBool,
    requested: Mutex<Reading>,
    /// The call that this one shares a request with.
    leader: OnceLock<Arc<Progress>>,
}

impl Progress {
    pub(crate) fn new(deadline: Moment) -> Self {
        let progress = Self {
            deadline: AtomicU64::new(0),
            attempts: AtomicU32::new(0),
            sent: Arc::default(),
            without_token: AtomicBool::new(false),
            requested: Mutex::default(),
            leader: OnceLock::new(),
        };
        progress.extend(deadline);
        progress
    }

    /// When the call has to be over: the latest deadline of those who wait for it.
    pub(crate) fn deadline(&self) -> Moment {
        Moment::from_start(Duration::from_nanos(self.deadline.load(Ordering::Relaxed)))
    }

    /// Somebody else waits for it too, until `deadline`.
    pub(crate) fn extend(&self, deadline: Moment) {
        let nanos = u64::try_from(deadline.since_start().as_nanos()).unwrap_or(u64::MAX);
        self.deadline.fetch_max(nanos, Ordering::Relaxed);
    }

    /// This call goes the way of `leader` from now on.
    pub(crate) fn follow(&self, leader: &Arc<Self>) {
        let _ = self.leader.set(Arc::clone(leader));
    }

    fn leader(&self) -> &Self {
        self.leader.get().map_or(self, |leader| leader)
    }

    /// Waits for a token: if the deadline passes meanwhile, that is why.
    pub(crate) async fn with_token<T>(&self, token: impl Future<Output = T>) -> T {
        self.without_token.store(true, Ordering::Relaxed);
        let token = token.await;
        self.without_token.store(false, Ordering::Relaxed);
        token
    }

    /// Whether the call waits for a token.
    pub(crate) fn waits_for_token(&self) -> bool {
        self.leader().without_token.load(Ordering::Relaxed)
    }

    /// When the latest attempt was begun.
    pub(crate) fn requested(&self) -> Reading {
        *self.leader().requested.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn begin_attempt(&self, now: Reading) {
        *self.requested.lock().unwrap_or_else(PoisonError::into_inner) = now;
        self.sent.store(false, Ordering::Release);
        self.attempts.fetch_add(1, Ordering::Relaxed);
    }

    /// What was sent has surely done nothing, as after a 401.
    pub(crate) fn nothing_happened(&self) {
        self.sent.store(false, Ordering::Release);
    }

    /// How many requests were begun.
    pub(crate) fn attempts(&self) -> u32 {
        self.leader().attempts.load(Ordering::Relaxed)
    }

    /// Whether a byte of the latest attempt may have gone out.
    pub(crate) fn was_sent(&self) -> bool {
        self.leader().sent.load(Ordering::Acquire)
    }

    pub(crate) fn sent_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.sent)
    }
}
