//! What a code has to bear, class by class.

mod arrival;
mod hostile;
mod life;
mod pictures;
mod reading;
mod rendering;
mod saving;

use super::{QR_LIFETIME, QrCode};
use crate::clock::Clock;
use crate::error::{Reason, Result};

/// A code that has just been asked for, as it comes out of an answer.
fn arrived(text: &str) -> Result<QrCode> {
    let clock = Clock::virtual_time();
    QrCode::from_base64(text, clock.reading(), QR_LIFETIME, &clock)
}

fn arrived_bytes(bytes: &[u8]) -> Result<QrCode> {
    arrived(&super::base64::encode(bytes))
}

/// The reason and the sentence of a refusal.
fn refusal(of: Result<QrCode>) -> (Reason, String) {
    let error = of.unwrap_err();
    assert_eq!(error.code(), "invalid_response");
    assert_eq!(error.json_path(), Some("$.qr_code"));
    (error.reason().unwrap(), error.message().to_owned())
}
