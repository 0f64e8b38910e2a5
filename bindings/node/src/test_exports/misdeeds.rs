//! Calls that do on purpose what no call should.

use std::future::pending;
use std::panic::panic_any;
use std::sync::atomic::{AtomicU32, Ordering};

use hypersender::clock::Clock;
use hypersender::{Error, ErrorKind};
use napi_derive::napi;

use crate::bridge::Bridge;
use crate::call;
use crate::message::Value;

/// Calls that hang, in the whole process.
static HANGING: AtomicU32 = AtomicU32::new(0);

/// What a panic says here, which must be seen nowhere.
const SAID: &str = "canary of a panic";

/// Panics at once.
#[napi(catch_unwind)]
pub fn panic_at_once() {
    panic_any(SAID);
}

/// A call that panics.
#[napi(catch_unwind)]
pub fn panic_in_call(bridge: &Bridge, call: u32) {
    call::begin(&bridge.shared, call, &Clock::system(), async { panic_any(SAID) });
}

/// A call that never ends by itself.
#[napi(catch_unwind)]
pub fn hang(bridge: &Bridge, call: u32) {
    let work = async {
        let _hanging = Hanging::begin();
        pending().await
    };
    call::begin(&bridge.shared, call, &Clock::system(), work);
}

/// How many calls hang.
#[napi(catch_unwind)]
pub fn hanging() -> u32 {
    HANGING.load(Ordering::SeqCst)
}

struct Hanging;

impl Hanging {
    fn begin() -> Self {
        HANGING.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Hanging {
    fn drop(&mut self) {
        HANGING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A call that ends in the error of that code with everything in it.
#[napi(catch_unwind)]
pub fn fail_with(bridge: &Bridge, call: u32, code: String) -> napi::Result<()> {
    let kind = ErrorKind::ALL.iter().copied().find(|kind| kind.code() == code);
    let kind = kind.ok_or_else(|| napi::Error::from_reason("There is no such code."))?;
    let work = async move { Err::<Value, _>(Error::sample(kind)) };
    call::begin(&bridge.shared, call, &Clock::system(), work);
    Ok(())
}
