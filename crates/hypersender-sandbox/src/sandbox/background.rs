//! A thread with a runtime of its own, for those who have none.

use std::io;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use tokio::runtime::{self, Handle};
use tokio::sync::oneshot;

/// A thread that drives what was started on it until this is dropped.
#[derive(Debug)]
pub(super) struct Background {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    pub(super) runtime: Handle,
}

impl Background {
    /// Runs `start` on a new thread, and gives what came of it.
    pub(super) fn start<T, F>(start: impl FnOnce() -> F + Send + 'static) -> io::Result<(Self, T)>
    where
        T: Send + 'static,
        F: Future<Output = io::Result<T>>,
    {
        let (report, reported) = mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            let runtime = match runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(report.send(Err(error))),
            };
            runtime.block_on(async move {
                // Whoever started it waits for this, so that sending can't fail.
                let _ = report.send(start().await.map(|started| (Handle::current(), started)));
                // It comes back when the other end is dropped.
                let _ = stopped.await;
            });
        };
        let thread = thread::Builder::new().name("hypersender-sandbox".to_owned()).spawn(run)?;
        let (runtime, started) = reported.recv().map_err(io::Error::other)??;
        Ok((Self { stop: Some(stop), thread: Some(thread), runtime }, started))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
