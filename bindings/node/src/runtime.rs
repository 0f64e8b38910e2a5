//! The one thread that all calls of a process run on, whichever thread of JavaScript asked. It is
//! started by the first call, and never in the way of the end of the process.

use std::future::pending;
use std::sync::{Mutex, PoisonError};
use std::thread;

use hypersender::{Error, Result};
use tokio::runtime::{Builder, Handle};

static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// The runtime, started if need be.
///
/// # Errors
/// `internal` if the machine gives no thread.
pub(crate) fn handle() -> Result<Handle> {
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*runtime {
        return Ok(handle.clone());
    }
    let handle = start().map_err(|error| {
        Error::internal(format!("The background thread could not be started: {error}."))
    })?;
    Ok(runtime.insert(handle).clone())
}

fn start() -> std::io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let drive = move || runtime.block_on(pending::<()>());
    thread::Builder::new().name("hypersender".to_owned()).spawn(drive)?;
    Ok(handle)
}
