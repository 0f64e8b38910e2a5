//! The calls of a host that gives each a number, and fetches their ends with one thread of its own:
//! all that came since it looked last, at once.
//!
//! A host has one of its own: there may be several in a process, as where a server of Java loads an
//! application anew, and none may take what is another's.
//!
//! To be told of each end by itself costs a host more than the whole call where the border is
//! expensive, as it is out of a Java virtual machine.

use std::collections::HashMap;
use std::mem;
use std::panic::AssertUnwindSafe;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use futures_util::FutureExt;
use hypersender::clock::Clock;
use tokio::task::AbortHandle;

use crate::call::NativeEnd;
use crate::error::NativeError;
use crate::runtime;

/// Those of all hosts, by the numbers that they were told.
static EXCHANGES: RwLock<Vec<&'static Exchange>> = RwLock::new(Vec::new());

#[derive(Default)]
pub(crate) struct Exchange {
    calls: Mutex<Calls>,
    some_ended: Condvar,
    /// The ends that the host knows the length of, and has not taken yet.
    pub(crate) written: Mutex<Vec<u8>>,
}

#[derive(Default)]
struct Calls {
    under_way: HashMap<u64, AbortHandle>,
    ended: Vec<(u64, NativeEnd)>,
}

/// Tells that calls have ended when it is dropped: even if the call that it is of is dropped then, or
/// those that ended after it would never be heard of.
struct Bell<'a>(&'a Condvar);

impl Drop for Bell<'_> {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl Exchange {
    /// A new one, and its number. It stays as long as the process, and is little.
    pub(crate) fn open() -> u64 {
        let mut exchanges = EXCHANGES.write().unwrap_or_else(PoisonError::into_inner);
        exchanges.push(Box::leak(Box::default()));
        exchanges.len() as u64 - 1
    }

    /// The one with that number.
    pub(crate) fn numbered(number: u64) -> Option<&'static Self> {
        let exchanges = EXCHANGES.read().unwrap_or_else(PoisonError::into_inner);
        exchanges.get(usize::try_from(number).ok()?).copied()
    }

    /// Begins a call. `clock` is that of its client, and told for how long the host waits.
    pub(crate) fn begin(
        &'static self,
        number: u64,
        clock: Clock,
        call: impl Future<Output = Result<NativeEnd, NativeError>> + Send + 'static,
    ) {
        let call = async move {
            let end = {
                let _waits = clock.caller_waits();
                AssertUnwindSafe(call).catch_unwind().await
            };
            if self.put(number, end.unwrap_or_else(|_| Err(NativeError::defect()))) {
                let _bell = Bell(&self.some_ended);
                // What has come for others, too, is told of in the same breath.
                tokio::task::yield_now().await;
            }
        };
        // It can't end before it is known: for that it needs the same lock.
        let mut calls = self.calls();
        let task = runtime::handle().spawn(call);
        calls.under_way.insert(number, task.abort_handle());
    }

    /// A call has ended that could not begin.
    pub(crate) fn refuse(&self, number: u64, error: NativeError) {
        self.put(number, Err(error));
        self.some_ended.notify_one();
    }

    /// Puts an end where the host finds it. Whether it is the first one there.
    fn put(&self, number: u64, end: Result<NativeEnd, NativeError>) -> bool {
        let mut calls = self.calls();
        calls.under_way.remove(&number);
        // Even if the host has just dropped the call: what came is the host's to let go of.
        calls.ended.push((number, end.unwrap_or_else(NativeEnd::from)));
        calls.ended.len() == 1
    }

    /// The host waits for that call no more: its work is dropped.
    pub(crate) fn drop_call(&self, number: u64) {
        let task = self.calls().under_way.remove(&number);
        if let Some(task) = task {
            task.abort();
        }
    }

    /// Waits until calls have ended, or for `patience`, and takes their ends.
    pub(crate) fn ends(&self, patience: Duration) -> Vec<(u64, NativeEnd)> {
        let none = |calls: &mut Calls| calls.ended.is_empty();
        let waited = self.some_ended.wait_timeout_while(self.calls(), patience, none);
        let (mut calls, _) = waited.unwrap_or_else(PoisonError::into_inner);
        mem::take(&mut calls.ended)
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::time::Instant;

    use tokio::sync::oneshot;

    use super::*;
    use crate::model::RestartedRecord;

    fn restarted() -> NativeEnd {
        let answer = RestartedRecord { text: "Restarting".to_owned(), request_id: None };
        NativeEnd::Restarted { answer }
    }

    /// Longer than any test takes.
    const PATIENCE: Duration = Duration::from_mins(1);

    fn exchange() -> &'static Exchange {
        Exchange::numbered(Exchange::open()).unwrap()
    }

    #[test]
    fn ends_come_under_the_numbers_of_their_calls() {
        let exchange = exchange();
        for number in [7, 9] {
            exchange.begin(number, Clock::system(), async { Ok(restarted()) });
        }
        let mut numbers = Vec::new();
        while numbers.len() < 2 {
            for (number, end) in exchange.ends(PATIENCE) {
                assert!(matches!(end, NativeEnd::Restarted { .. }));
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        assert_eq!(numbers, [7, 9]);
        assert!(exchange.calls().under_way.is_empty());
    }

    #[test]
    fn what_is_ones_own_no_other_host_takes() {
        let (one, another) = (exchange(), exchange());
        one.refuse(7, NativeError::defect());
        assert!(another.ends(Duration::ZERO).is_empty());
        assert_eq!(one.ends(PATIENCE).len(), 1);
        assert!(Exchange::numbered(u64::MAX).is_none());
    }

    /// A call that is dropped while it puts its end there has rung the bell, or nobody hears of any
    /// call any more: the next ones find an end before theirs, and leave the ringing to that.
    #[test]
    fn a_call_that_is_dropped_as_it_ends_silences_no_other() {
        let exchange = exchange();
        for round in 0..4_000 {
            let (dropped, kept) = (2 * round, 2 * round + 1);
            exchange.begin(dropped, Clock::system(), async {
                busy(Duration::from_micros(20));
                Ok(restarted())
            });
            busy(Duration::from_micros(round % 60));
            exchange.drop_call(dropped);
            exchange.begin(kept, Clock::system(), async { Ok(restarted()) });
            let began = Instant::now();
            while !exchange.ends(PATIENCE).iter().any(|end| end.0 == kept) {}
            assert!(began.elapsed() < PATIENCE, "round {round}");
        }
    }

    fn busy(time: Duration) {
        let began = Instant::now();
        while began.elapsed() < time {}
    }

    #[test]
    fn a_call_that_panics_ends_as_a_defect() {
        let exchange = exchange();
        exchange.begin(1, Clock::system(), async { panic!("this panic is a test's") });
        let ends = exchange.ends(PATIENCE);
        let [(1, NativeEnd::Failed { error: NativeError::Failed { details } })] = &ends[..] else {
            panic!("{ends:?}");
        };
        assert_eq!(details.code, "internal");
    }

    #[test]
    fn a_dropped_call_is_dropped_at_once_and_has_no_end() {
        let exchange = exchange();
        let (held, dropped) = oneshot::channel::<()>();
        exchange.begin(1, Clock::system(), async move {
            let _held = held;
            pending().await
        });
        exchange.drop_call(1);
        exchange.drop_call(1); // again does no harm
        assert!(dropped.blocking_recv().is_err());
        exchange.begin(2, Clock::system(), async { Ok(restarted()) });
        assert_eq!(exchange.ends(PATIENCE).iter().map(|end| end.0).collect::<Vec<_>>(), [2]);
    }
}
