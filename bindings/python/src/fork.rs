//! `os.fork`: for its moment nothing of this module is under way on another thread, so that the
//! child finds no lock held. The child then has a runtime of its own, and nothing of its parent's.
//!
//! What runs Python code can't be held up, since other hooks may still want it; it holds no lock
//! without the interpreter's. The threads of the runtimes are parked between two tasks.

use std::cell::RefCell;
use std::mem;
use std::process;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::Handle;

use crate::guard::outside;
use crate::{gate, log, questions, runtime};

/// Longer than any task holds a thread, on any machine. One that is dead does not come at all.
const PARKING_TAKES: Duration = Duration::from_secs(5);

/// Held by what takes locks without the interpreter's: no fork meanwhile.
static FORKING: RwLock<()> = RwLock::new(());

/// The runtimes of sandboxes.
static OTHERS: Mutex<Vec<Handle>> = Mutex::new(Vec::new());

/// A fork under way, from our hook before it to ours after it. Others' hooks run in between, on the
/// same thread.
struct Quiet {
    parked: Vec<Sender<()>>,
    put_off: Vec<Box<dyn FnOnce() + Send>>,
    forking: RwLockWriteGuard<'static, ()>,
    process: u32,
}

thread_local!(static QUIET: RefCell<Option<Quiet>> = const { RefCell::new(None) });

/// No fork while it is held. Never wait for it with the interpreter's lock. The thread that forks
/// does not wait for itself: nobody else holds a lock then. And nobody waits for ever, since a hook of
/// others may want what this thread holds.
pub(crate) fn not_now() -> Option<RwLockReadGuard<'static, ()>> {
    let until = Instant::now() + PARKING_TAKES;
    while !QUIET.with_borrow(Option::is_some) {
        match FORKING.try_read() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() > until => break,
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
        }
    }
    None
}

/// Refuses what would wait for a runtime in a hook amid a fork.
pub(crate) fn refuse_here() -> PyResult<()> {
    if !is_under_way_here() {
        return Ok(());
    }
    Err(PyRuntimeError::new_err(
        "No call can be made in a hook of os.fork that was registered before hypersender was imported.",
    ))
}

/// Whether this thread forks, and is not in the child yet: what it waits for would not come.
fn is_under_way_here() -> bool {
    QUIET.with_borrow(|quiet| quiet.as_ref().is_some_and(|quiet| quiet.process == process::id()))
}

/// Runs `work`, which may wait for a runtime: now, or after the fork that is under way here.
pub(crate) fn not_amid(work: impl FnOnce() + Send + 'static) {
    if !is_under_way_here() {
        return work();
    }
    QUIET.with_borrow_mut(|quiet| {
        if let Some(quiet) = quiet {
            quiet.put_off.push(Box::new(work));
        }
    });
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
    if QUIET.with_borrow(Option::is_some) {
        return; // a hook that forks
    }
    gate::outside(py, || {
        let forking = FORKING.write().unwrap_or_else(PoisonError::into_inner);
        let mut runtimes = others().clone();
        runtimes.extend(runtime::running());
        let parked = runtimes.iter().filter_map(park).collect();
        let put_off = Vec::new();
        QUIET.set(Some(Quiet { parked, put_off, forking, process: process::id() }));
    });
}

/// Afterwards, in the parent: on it goes.
#[pyfunction]
pub(crate) fn after_fork_in_parent(py: Python<'_>) {
    let Some(Quiet { parked, put_off, forking, .. }) = QUIET.take() else { return };
    drop((parked, forking));
    // A defect in it has nobody to be told to.
    let _ = outside(py, || put_off.into_iter().for_each(|work| work()));
}

/// Afterwards, in the child. It comes alone where something else than Python forks.
#[pyfunction]
pub(crate) fn after_fork_in_child() {
    if let Some(mut quiet) = QUIET.take() {
        // The threads that wait for it are not there.
        mem::forget((mem::take(&mut quiet.parked), mem::take(&mut quiet.put_off)));
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
