//! The one thread that calls the host: it wakes who waits for a result, and begins callbacks.
//!
//! A host may be slow here (a garbage collector that stops the world, an executor that resumes on
//! the spot), and the thread with the connections must not wait for it. One thread, because a
//! virtual machine has to be told of each thread that calls it, which costs more than the call.

use std::sync::OnceLock;
use std::thread;

use tokio::runtime::{Builder, Handle};

/// Runs what is spawned on the host's thread.
pub(crate) fn handle() -> &'static Handle {
    static HOST: OnceLock<Handle> = OnceLock::new();
    HOST.get_or_init(|| {
        let runtime = Builder::new_current_thread()
            .build()
            .expect("a process that can't have a runtime can't make a request");
        let handle = runtime.handle().clone();
        thread::Builder::new()
            .name("hypersender-host".to_owned())
            .spawn(move || runtime.block_on(std::future::pending::<()>()))
            .expect("a process that can't have one more thread can't make a request");
        handle
    })
}
