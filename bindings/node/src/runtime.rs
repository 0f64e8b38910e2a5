//! The one thread that all calls of a process run on, whichever thread of JavaScript asked. It is
//! started by the first call, and never in the way of the end of the process.

use std::sync::{Mutex, PoisonError};
use std::thread;

use hypersender::background::{self, Task};
use hypersender::{Error, Result};
use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);

/// The thread, from outside.
#[derive(Clone)]
pub(crate) struct Runtime(UnboundedSender<Task>);

impl Runtime {
    /// Runs `task` there.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let sent = self.0.send(Box::pin(task));
        debug_assert!(sent.is_ok(), "the thread lives as long as the process");
    }
}

/// The runtime, started if need be.
///
/// # Errors
/// `internal` if the machine gives no thread.
pub(crate) fn get() -> Result<Runtime> {
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*runtime {
        return Ok(runtime.clone());
    }
    let started = start().map_err(|error| {
        Error::internal(format!("The background thread could not be started: {error}."))
    })?;
    Ok(runtime.insert(started).clone())
}

fn start() -> std::io::Result<Runtime> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let (tasks, receiver) = unbounded_channel();
    let drive = move || runtime.block_on(runtime.spawn(background::run(receiver)));
    thread::Builder::new().name("hypersender".to_owned()).spawn(drive)?;
    Ok(Runtime(tasks))
}
