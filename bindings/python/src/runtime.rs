//! The one thread that drives all requests of this process. It starts with the first of them.
//!
//! It never touches Python, so that no lock of the interpreter can stop it, and it can stop none.

use std::process;
use std::sync::{Mutex, PoisonError};
use std::thread;

use tokio::runtime::{Builder, Handle};

struct Running {
    handle: Handle,
    process: u32,
}

static RUNNING: Mutex<Option<Running>> = Mutex::new(None);

/// The runtime. After a fork the child, which has no thread but its own, gets another one.
pub(crate) fn handle() -> Handle {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    match &*running {
        Some(known) if known.process == process::id() => known.handle.clone(),
        _ => {
            let handle = start();
            let parents =
                running.replace(Running { handle: handle.clone(), process: process::id() });
            std::mem::forget(parents); // nobody is left to drive what it would have to end
            handle
        }
    }
}

/// The runtime, if this process has one.
pub(crate) fn running() -> Option<Handle> {
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let own = running.as_ref().filter(|known| known.process == process::id());
    own.map(|known| known.handle.clone())
}

fn start() -> Handle {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the machine has a file descriptor left");
    let handle = runtime.handle().clone();
    let drive = move || runtime.block_on(std::future::pending::<()>());
    thread::Builder::new()
        .name("hypersender".to_owned())
        .spawn(drive)
        .expect("the machine has a thread left");
    handle
}
