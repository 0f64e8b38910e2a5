//! A call: the core's future on the background thread, and exactly one message about its end,
//! whether it comes to it by itself, is cancelled, panics, or can't even begin.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Abortable};
use hypersender::clock::Clock;
use hypersender::{Result, defect};

use crate::bridge::Shared;
use crate::message::{Message, Value};
use crate::runtime;

/// Begins a call that JavaScript knows by `number`, of a client that goes by `clock`.
pub(crate) fn begin(
    shared: &Arc<Shared>,
    number: u32,
    clock: &Clock,
    work: impl Future<Output = Result<Value>> + Send + 'static,
) {
    let mut call = Call { shared: Arc::clone(shared), number, over: false };
    let runtime = match runtime::get() {
        Ok(runtime) => runtime,
        Err(error) => return call.end(Err(error)),
    };
    let clock = clock.clone();
    let task = async move {
        let waits = clock.caller_waits(); // not before it runs, or time would go on until then
        let result = AssertUnwindSafe(work).catch_unwind().await;
        drop(waits);
        call.end(result.unwrap_or_else(|_| Err(defect::error())));
    };
    let (abort, aborted) = AbortHandle::new_pair();
    shared.remember(number, abort);
    runtime.spawn(Abortable::new(task, aborted).map(drop));
}

/// A call under way. If it is dropped, it was cancelled.
struct Call {
    shared: Arc<Shared>,
    number: u32,
    over: bool,
}

impl Call {
    fn end(&mut self, result: Result<Value>) {
        self.over = true;
        self.shared.forget(self.number);
        self.shared.send(match result {
            Ok(value) => Message::Done(self.number, Box::new(value), Arc::clone(&self.shared)),
            Err(error) => Message::Failed(self.number, Box::new(error), Arc::clone(&self.shared)),
        });
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.over {
            self.shared.forget(self.number);
            self.shared.send(Message::Cancelled(self.number));
        }
    }
}
