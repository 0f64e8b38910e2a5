//! The one runtime of the process: a named worker thread that all calls run on, begun with the
//! first of them. What a host cancels is dropped there at once.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use futures_util::FutureExt;
use hypersender::clock::Clock;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle};

use crate::host;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// The runtime that everything runs on.
///
/// One worker is enough for what a program does with this library, and keeps it lean; it is of the
/// multi-thread kind so that it runs without anybody who drives it.
///
/// # Panics
/// If the system gives no thread.
pub fn handle() -> &'static Handle {
    RUNTIME
        .get_or_init(|| {
            hypersender::defect::tell_by_place();
            Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("hypersender")
                .enable_all()
                .build()
                .expect("a process that can't have one more thread can't make a request")
        })
        .handle()
}

/// Does something that ends connections, which may want to tell their runtime. Where nothing has run
/// there are none, and no thread is begun for it.
pub(crate) fn within<T>(work: impl FnOnce() -> T) -> T {
    let _runtime = RUNTIME.get().map(Runtime::enter);
    work()
}

/// Why a call did not come to its own end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interrupted {
    /// The host cancelled it.
    Cancelled,
    /// It panicked: a defect.
    Panicked,
}

/// Runs `work` on the runtime. If the future is dropped, or `cancel` is told to, so is the work.
/// `clock` is that of the work's client: one that a test drives is told that its host waits.
///
/// The host is woken from its own thread, so that one that takes its time, or stops the world to
/// collect garbage, does not stop the connections of the others.
///
/// # Errors
/// If the work was cancelled, or panicked.
pub async fn drive<T: Send + 'static>(
    clock: &Clock,
    cancel: Option<Arc<CancelToken>>,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Interrupted> {
    let clock = clock.clone();
    let work = async move {
        // Not before the work is there: the clock would find that everybody waits for nothing.
        let _waits = clock.caller_waits();
        let work = AssertUnwindSafe(work).catch_unwind();
        let Some(cancel) = cancel else {
            return work.await.map_err(|_| Interrupted::Panicked);
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Interrupted::Cancelled),
            done = work => done.map_err(|_| Interrupted::Panicked),
        }
    };
    let delivery = Task(host::handle().spawn(Task(handle().spawn(work))));
    match delivery.await {
        Ok(Ok(result)) => result,
        _ => Err(Interrupted::Panicked),
    }
}

/// A task that ends with who waits for it.
pub(crate) struct Task<T>(pub(crate) JoinHandle<T>);

impl<T> Future for Task<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Cancels calls, for a host whose generated code does not drop a call when its caller is cancelled
/// (UniFFI's Kotlin does, its Swift does not). It may be handed to any number of calls, and stays cancelled.
#[derive(Debug, Default, uniffi::Object)]
pub struct CancelToken(watch::Sender<bool>);

#[uniffi::export]
impl CancelToken {
    /// One that is not cancelled.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Cancels the calls that it was handed to, and those that it will be.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }
}

impl CancelToken {
    async fn cancelled(&self) {
        // The sender lives in `self`, so waiting for it can't fail.
        let _ = self.0.subscribe().wait_for(|cancelled| *cancelled).await;
    }
}
