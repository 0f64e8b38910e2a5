//! Between the background thread and one thread of JavaScript: a queue of messages, and a bell
//! that is rung there when the queue was empty.
//!
//! The bell keeps the process alive while somebody waits for a call, and only then.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::AbortHandle;
use napi::bindgen_prelude::{Array, Env, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;
use tokio::runtime::Handle;

use crate::message::{self, Message};
use crate::token::Questions;

/// Rings on the thread of JavaScript. Weak: it keeps no process alive unless it is told to.
type Bell = ThreadsafeFunction<(), (), (), napi::Status, false, true>;

/// The end of the bridge that the background thread holds.
pub(crate) struct Shared {
    queue: Mutex<Vec<Message>>,
    bell: Bell,
    /// The calls under way, and what ends each of them early.
    calls: Mutex<HashMap<u32, AbortHandle>>,
    /// What the token callbacks were asked and have not answered yet.
    pub(crate) questions: Questions,
}

impl Shared {
    /// Hands a message over to JavaScript. What comes after the end of that thread is dropped.
    pub(crate) fn send(self: &Arc<Self>, message: Message) {
        let was_empty = {
            let mut queue = lock(&self.queue);
            queue.push(message);
            queue.len() == 1
        };
        if !was_empty {
            return;
        }
        // Waking the other thread costs more than most messages: one bell for all that the
        // background thread has to say at the moment. What is spawned comes after what is ready.
        match Handle::try_current() {
            Ok(runtime) => {
                let shared = Arc::clone(self);
                drop(runtime.spawn(async move { shared.ring() }));
            }
            Err(_) => self.ring(),
        }
    }

    fn ring(&self) {
        self.bell.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }

    /// Keeps what ends a call early.
    pub(crate) fn remember(&self, call: u32, abort: AbortHandle) {
        lock(&self.calls).insert(call, abort);
    }

    pub(crate) fn forget(&self, call: u32) {
        lock(&self.calls).remove(&call);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The end of the bridge that JavaScript holds. It and its calls end with the thread.
#[napi]
pub struct Bridge {
    pub(crate) shared: Arc<Shared>,
    /// Never rung, only held. That is not done with the bell itself, since it takes a lock: the
    /// background thread would have it whenever JavaScript, awake from its ringing, wants it.
    hold: Mutex<Bell>,
}

#[napi]
impl Bridge {
    /// `bell` is called whenever there is something to take.
    #[napi(constructor, catch_unwind)]
    pub fn new(bell: Function<'_, (), ()>) -> napi::Result<Self> {
        hypersender::defect::tell_by_place();
        let make = || bell.build_threadsafe_function().weak::<true>().build_callback(|_| Ok(()));
        Ok(Self {
            shared: Arc::new(Shared {
                queue: Mutex::default(),
                bell: make()?,
                calls: Mutex::default(),
                questions: Questions::default(),
            }),
            hold: Mutex::new(make()?),
        })
    }

    /// What has happened since the last time.
    #[napi(catch_unwind)]
    pub fn take<'env>(&self, env: &'env Env) -> napi::Result<Array<'env>> {
        let messages = mem::take(&mut *lock(&self.shared.queue));
        message::batch(env, messages)
    }

    /// Ends a call early: its work is dropped. It then ends with nothing.
    #[napi(catch_unwind)]
    pub fn cancel(&self, call: u32) {
        if let Some(abort) = lock(&self.shared.calls).remove(&call) {
            abort.abort();
        }
    }

    /// Whether the process stays alive for what is under way. napi would have this be decided
    /// once, when a bell is made; but who is waited for changes.
    #[napi(catch_unwind)]
    #[allow(deprecated)]
    pub fn hold(&self, env: &Env, alive: bool) -> napi::Result<()> {
        let mut hold = lock(&self.hold);
        if alive { hold.refer(env) } else { hold.unref(env) }
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        for (_, abort) in lock(&self.shared.calls).drain() {
            abort.abort();
        }
    }
}
