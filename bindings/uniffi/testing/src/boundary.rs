//! Calls that misbehave.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hypersender::clock::Clock;
use hypersender_uniffi::{CancelToken, ErrorDetails, NativeError, drive};

use crate::samples;

/// How many calls of [`hang`] are under way.
static HANGING: AtomicU64 = AtomicU64::new(0);

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

/// Never ends by itself.
#[uniffi::export]
pub async fn hang(cancel: Option<Arc<CancelToken>>) -> Result<(), NativeError> {
    let work = async {
        let _hanging = Hanging::begin();
        pending::<()>().await;
    };
    Ok(drive(&Clock::system(), cancel, work).await?)
}

/// How many calls hang.
#[uniffi::export]
pub fn hanging() -> u64 {
    HANGING.load(Ordering::SeqCst)
}

/// What a panic says here, which must be seen nowhere.
const SAID: &str = "canary of a panic";

/// Panics on the runtime.
///
/// # Panics
/// That is its purpose.
#[uniffi::export]
pub async fn panic_in_a_call(cancel: Option<Arc<CancelToken>>) -> Result<(), NativeError> {
    let work = async { panic!("{SAID}") };
    Ok(drive(&Clock::system(), cancel, work).await?)
}

/// Panics on the host's own thread.
///
/// # Panics
/// That is its purpose.
#[uniffi::export]
pub fn panic_at_once() -> Result<(), NativeError> {
    panic!("{SAID}")
}

/// Fails with that code, and with every other field of an error set.
#[uniffi::export]
pub fn fail_with(code: String) -> Result<(), NativeError> {
    Err(NativeError::Failed { details: Box::new(samples::error(code)) })
}

/// The same from a call, with nothing set but what every error has.
#[uniffi::export]
pub async fn fail_with_bare(code: String) -> Result<(), NativeError> {
    let details = ErrorDetails { code, text: "It failed.".to_owned(), ..ErrorDetails::default() };
    drive(&Clock::system(), None, async { Err(NativeError::Failed { details: Box::new(details) }) })
        .await?
}
