//! `os.fork`: for its moment nothing of this module is under way on another thread, so that the
//! child finds no lock held. The child then has a runtime of its own, and nothing of its parent's.
//!
//! What runs Python code can't be held up, since other hooks may still want it; it holds no lock
//! without the interpreter's. The threads of the runtimes are parked between two tasks.

use std::cell::RefCell;
use std::mem;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use pyo3::prelude::*;
use tokio::runtime::Handle;

use crate::{gate, log, questions, runtime};

/// Longer than any task holds a thread. One that is dead does not come at all.
const PARKING_TAKES: Duration = Duration::from_secs(2);

/// Held by what takes locks without the interpreter's: no fork meanwhile.
static FORKING: RwLock<()> = RwLock::new(());

/// The runtimes of sandboxes.
static OTHERS: Mutex<Vec<Handle>> = Mutex::new(Vec::new());

/// A fork under way.
struct Quiet {
    parked: Vec<Sender<()>>,
    _forking: RwLockWriteGuard<'static, ()>,
}

thread_local!(static QUIET: RefCell<Option<Quiet>> = const { RefCell::new(None) });

/// No fork while it is held. Never wait for it with the interpreter's lock.
pub(crate) fn not_now() -> RwLockReadGuard<'static, ()> {
    FORKING.read().unwrap_or_else(PoisonError::into_inner)
}

/// That runtime has a thread, too.
pub(crate) fn also_parks(runtime: &Handle) {
    others().push(runtime.clone());
}

pub(crate) fn no_longer_parks(runtime: &Handle) {
    others().retain(|other| other.id() != runtime.id());
}

fn others() -> std::sync::MutexGuard<'static, Vec<Handle>> {
    OTHERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// For `os.register_at_fork`: before.
#[pyfunction]
pub(crate) fn before_fork(py: Python<'_>) {
    gate::outside(py, || {
        let forking = FORKING.write().unwrap_or_else(PoisonError::into_inner);
        let mut runtimes = others().clone();
        runtimes.extend(runtime::running());
        let parked = runtimes.iter().filter_map(park).collect();
        QUIET.set(Some(Quiet { parked, _forking: forking }));
    });
}

/// Afterwards, in the parent: on it goes.
#[pyfunction]
pub(crate) fn after_fork_in_parent() {
    QUIET.take();
}

/// Afterwards, in the child. It comes alone where something else than Python forks.
#[pyfunction]
pub(crate) fn after_fork_in_child() {
    if let Some(mut quiet) = QUIET.take() {
        // The threads that wait for it are not there.
        mem::forget(mem::take(&mut quiet.parked));
    }
    mem::forget(mem::take(&mut *others()));
    gate::in_child();
    log::in_child();
    questions::in_child();
}

/// Stops the thread of a runtime between two tasks, until the sender is dropped.
fn park(runtime: &Handle) -> Option<Sender<()>> {
    let (parked, is_parked) = channel();
    let (go_on, goes_on) = channel();
    runtime.spawn(async move {
        let _ = parked.send(());
        let _ = goes_on.recv();
    });
    is_parked.recv_timeout(PARKING_TAKES).ok().map(|()| go_on)
}
