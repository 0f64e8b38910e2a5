//! The functions by which a Java virtual machine crosses the border in a call.
//!
//! What UniFFI generates for a call is a dozen crossings, and each hands over a structure, for which JNA
//! takes ten microseconds: five times as much as the call itself. These take numbers and bytes alone. What
//! the bytes say is UniFFI's own writing, which the generated code reads and writes on the other side.

#![allow(unsafe_code, reason = "the host finds them by name, and hands over memory")]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;
use std::time::Duration;

use hypersender::ErrorKind;
use uniffi::{Lift, Lower};

use crate::UniFfiTag;
use crate::call::{NativeCall, NativeEnd};
use crate::client::NativeClient;
use crate::error::NativeError;
use crate::exchange::Exchange;

/// How long a host waits for ends before it is asked whether it still does.
const PATIENCE: Duration = Duration::from_secs(10);

/// A place for the calls of a host: its number, which the others take.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn hypersender_open_exchange() -> u64 {
    Exchange::open()
}

/// Begins a call of the client with that number. Its end comes under the number that it is given here.
///
/// # Safety
/// `call` points to so many bytes, which are only read while this runs.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn hypersender_begin_call(
    exchange: u64,
    number: u64,
    client: u64,
    call: *const u8,
    length: u32,
) {
    let Some(exchange) = Exchange::numbered(exchange) else { return };
    // SAFETY: the caller has promised it.
    let call = unsafe { std::slice::from_raw_parts(call, length as usize) };
    let begun = catch_unwind(AssertUnwindSafe(|| begin(exchange, number, client, call)));
    if let Err(error) = begun.unwrap_or_else(|_| Err(NativeError::defect())) {
        exchange.refuse(number, error);
    }
}

fn begin(
    exchange: &'static Exchange,
    number: u64,
    client: u64,
    mut call: &[u8],
) -> Result<(), NativeError> {
    let call = <NativeCall as Lift<UniFfiTag>>::try_read(&mut call);
    let call = call.map_err(|_| NativeError::defect())?;
    let client = NativeClient::numbered(client)
        .ok_or_else(|| NativeError::of_kind(ErrorKind::Closed, "The client is gone."))?;
    let clock = client.inner().clock().clone();
    let made = call.made_by(client.inner().clone());
    exchange.begin(number, clock, async move {
        // Its last owner shuts it.
        let _client = client;
        made.await
    });
    Ok(())
}

/// Drops a call: nobody waits for its end.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn hypersender_drop_call(exchange: u64, number: u64) {
    if let Some(exchange) = Exchange::numbered(exchange) {
        // What it held may be of the host, and fail to be let go of: that ends there.
        let _ = catch_unwind(AssertUnwindSafe(|| exchange.drop_call(number)));
    }
}

/// Waits until calls have ended: the length of what is to be told of them; 0 if none did for a while.
/// For one thread of a host alone.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn hypersender_await_ends(exchange: u64) -> u64 {
    let Some(exchange) = Exchange::numbered(exchange) else { return 0 };
    let mut written = Vec::new();
    for (number, end) in exchange.ends(PATIENCE) {
        let before = written.len();
        let whole = catch_unwind(AssertUnwindSafe(|| write(number, end, &mut written)));
        if whole.is_err() {
            written.truncate(before);
            write(number, NativeEnd::from(NativeError::defect()), &mut written);
        }
    }
    let length = written.len();
    *exchange.written.lock().unwrap_or_else(PoisonError::into_inner) = written;
    length as u64
}

fn write(number: u64, end: NativeEnd, into: &mut Vec<u8>) {
    <u64 as Lower<UniFfiTag>>::write(number, into);
    <NativeEnd as Lower<UniFfiTag>>::write(end, into);
}

/// Takes them: each one's number, and its end.
///
/// # Safety
/// `into` has room for so many bytes: as many as [`hypersender_await_ends`] told.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn hypersender_take_ends(exchange: u64, into: *mut u8, length: u32) {
    let Some(exchange) = Exchange::numbered(exchange) else { return };
    let written = mem::take(&mut *exchange.written.lock().unwrap_or_else(PoisonError::into_inner));
    let length = written.len().min(length as usize);
    // SAFETY: the caller has promised the room; its memory and this module's never overlap.
    unsafe { std::ptr::copy_nonoverlapping(written.as_ptr(), into, length) };
}
