//! The four functions by which a Java virtual machine crosses the border in a call.
//!
//! What UniFFI generates for a call is a dozen crossings, and each hands over a structure, for which JNA
//! takes ten microseconds: five times as much as the call itself. These take numbers and bytes alone. What
//! the bytes say is UniFFI's own writing, which the generated code reads and writes on the other side.

#![allow(unsafe_code, reason = "the host finds them by name, and hands over memory")]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use hypersender::ErrorKind;
use uniffi::{Lift, Lower};

use crate::UniFfiTag;
use crate::call::{NativeCall, NativeEnd};
use crate::client::NativeClient;
use crate::error::NativeError;
use crate::exchange::EXCHANGE;

/// The ends that the host knows the length of, and has not taken yet.
static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Begins a call of the client with that number. Its end comes under the number that it is given here.
///
/// # Safety
/// `call` points to so many bytes, which are only read while this runs.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn hypersender_begin_call(
    number: u64,
    client: u64,
    call: *const u8,
    length: u32,
) {
    // SAFETY: the caller has promised it.
    let call = unsafe { std::slice::from_raw_parts(call, length as usize) };
    let begun = catch_unwind(AssertUnwindSafe(|| begin(number, client, call)));
    if let Err(error) = begun.unwrap_or_else(|_| Err(NativeError::defect())) {
        EXCHANGE.refuse(number, error);
    }
}

fn begin(number: u64, client: u64, mut call: &[u8]) -> Result<(), NativeError> {
    let call = <NativeCall as Lift<UniFfiTag>>::try_read(&mut call);
    let call = call.map_err(|_| NativeError::defect())?;
    let client = NativeClient::numbered(client)
        .ok_or_else(|| NativeError::of_kind(ErrorKind::Closed, "The client is gone."))?;
    let clock = client.inner().clock().clone();
    let made = call.made_by(client.inner().clone());
    EXCHANGE.begin(number, clock, async move {
        // Its last owner shuts it.
        let _client = client;
        made.await
    });
    Ok(())
}

/// Drops a call: nobody waits for its end.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn hypersender_drop_call(number: u64) {
    EXCHANGE.drop_call(number);
}

/// Waits until calls have ended: the length of all that is to be told of them. For one thread alone.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn hypersender_await_ends() -> u64 {
    let mut bytes = Vec::new();
    for (number, end) in EXCHANGE.ends() {
        <u64 as Lower<UniFfiTag>>::write(number, &mut bytes);
        <NativeEnd as Lower<UniFfiTag>>::write(end, &mut bytes);
    }
    let length = bytes.len();
    *WRITTEN.lock().unwrap_or_else(PoisonError::into_inner) = bytes;
    length as u64
}

/// Takes them: each one's number, and its end.
///
/// # Safety
/// `into` has room for so many bytes: as many as [`hypersender_await_ends`] told.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn hypersender_take_ends(into: *mut u8, length: u32) {
    let written = mem::take(&mut *WRITTEN.lock().unwrap_or_else(PoisonError::into_inner));
    let length = written.len().min(length as usize);
    // SAFETY: the caller has promised the room; its memory and this module's never overlap.
    unsafe { std::ptr::copy_nonoverlapping(written.as_ptr(), into, length) };
}
