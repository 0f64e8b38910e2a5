//! The calls of a host that gives each a number, and fetches their ends with one thread of its own:
//! all that came since it looked last, at once.
//!
//! To be told of each end by itself costs a host more than the whole call where the border is
//! expensive, as it is out of a Java virtual machine.

use std::collections::HashMap;
use std::mem;
use std::panic::AssertUnwindSafe;
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use hypersender::clock::Clock;
use tokio::task::AbortHandle;

use crate::call::NativeEnd;
use crate::error::NativeError;
use crate::runtime;

/// The process's own.
pub(crate) static EXCHANGE: LazyLock<Exchange> = LazyLock::new(Exchange::default);

#[derive(Default)]
pub(crate) struct Exchange {
    calls: Mutex<Calls>,
    some_ended: Condvar,
}

#[derive(Default)]
struct Calls {
    under_way: HashMap<u64, AbortHandle>,
    ended: Vec<(u64, NativeEnd)>,
}

impl Exchange {
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
                // What has come for others, too, is told of in the same breath.
                tokio::task::yield_now().await;
                self.some_ended.notify_one();
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

    /// Waits until calls have ended, and takes their ends.
    pub(crate) fn ends(&self) -> Vec<(u64, NativeEnd)> {
        let none = |calls: &mut Calls| calls.ended.is_empty();
        let calls = self.some_ended.wait_while(self.calls(), none);
        mem::take(&mut calls.unwrap_or_else(PoisonError::into_inner).ended)
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::sync::oneshot;

    use super::*;
    use crate::model::RestartedRecord;

    fn restarted() -> NativeEnd {
        let answer = RestartedRecord { text: "Restarting".to_owned(), request_id: None };
        NativeEnd::Restarted { answer }
    }

    fn exchange() -> &'static Exchange {
        Box::leak(Box::default())
    }

    #[test]
    fn ends_come_under_the_numbers_of_their_calls() {
        let exchange = exchange();
        for number in [7, 9] {
            exchange.begin(number, Clock::system(), async { Ok(restarted()) });
        }
        let mut numbers = Vec::new();
        while numbers.len() < 2 {
            for (number, end) in exchange.ends() {
                assert!(matches!(end, NativeEnd::Restarted { .. }));
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        assert_eq!(numbers, [7, 9]);
        assert!(exchange.calls().under_way.is_empty());
    }

    #[test]
    fn a_call_that_panics_ends_as_a_defect() {
        let exchange = exchange();
        exchange.begin(1, Clock::system(), async { panic!("this panic is a test's") });
        let ends = exchange.ends();
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
        assert_eq!(exchange.ends().iter().map(|end| end.0).collect::<Vec<_>>(), [2]);
    }
}
