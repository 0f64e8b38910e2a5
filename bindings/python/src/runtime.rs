//! The one thread that drives all requests of this process. It starts with the first of them.
//!
//! It never touches Python, so that no lock of the interpreter can stop it, and it can stop none.

use std::process;
use std::sync::{Mutex, PoisonError};
use std::thread;

use hypersender::background::{self, Task};
use tokio::runtime::{Builder, Handle};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

struct Running {
    handle: Handle,
    tasks: UnboundedSender<Task>,
    process: u32,
}

static RUNNING: Mutex<Option<Running>> = Mutex::new(None);

/// Runs `task` there.
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    let sent = with(|running| running.tasks.send(Box::pin(task)));
    debug_assert!(sent.is_ok(), "the thread lives as long as the process");
}

pub(crate) fn handle() -> Handle {
    with(|running| running.handle.clone())
}

/// The runtime. After a fork the child, which has no thread but its own, gets another one.
fn with<T>(work: impl FnOnce(&Running) -> T) -> T {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    match &*running {
        Some(known) if known.process == process::id() => work(known),
        _ => {
            // Nobody is left to drive what the parent's would have to end.
            std::mem::forget(running.take());
            work(running.insert(start()))
        }
    }
}

/// The runtime, if this process has one.
pub(crate) fn running() -> Option<Handle> {
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let own = running.as_ref().filter(|known| known.process == process::id());
    own.map(|known| known.handle.clone())
}

fn start() -> Running {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the machine has a file descriptor left");
    let handle = runtime.handle().clone();
    let (tasks, receiver) = unbounded_channel();
    let drive = move || runtime.block_on(runtime.spawn(background::run(receiver)));
    thread::Builder::new()
        .name("hypersender".to_owned())
        .spawn(drive)
        .expect("the machine has a thread left");
    Running { handle, tasks, process: process::id() }
}
