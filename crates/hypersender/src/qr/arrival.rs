//! From the text in an answer to a PNG that is whole.

use super::{base64, chunks, impostor};
use crate::error::{Error, Reason};

/// Far above any QR code (a real one has 2 to 6 KB), and far below what hurts.
const MOST_BYTES: usize = 1024 * 1024;

/// What is wrong with a picture.
#[derive(Debug)]
pub(super) struct Flaw {
    reason: Reason,
    message: String,
}

impl Flaw {
    pub(super) fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into() }
    }

    pub(super) fn in_answer(self) -> Error {
        Error::invalid_response(self.reason, self.message).with_json_path("$.qr_code")
    }

    pub(super) fn in_argument(self) -> Error {
        Error::invalid_argument("png", self.message)
    }
}

pub(super) fn from_base64(text: &str) -> Result<Vec<u8>, Flaw> {
    checked(base64::decode(text)?)
}

/// The PNG, if that is what the bytes are. What follows its end is cut off: no viewer reads it.
pub(super) fn checked(mut bytes: Vec<u8>) -> Result<Vec<u8>, Flaw> {
    if bytes.len() > MOST_BYTES {
        return Err(Flaw::new(Reason::TooLarge, "The QR code is larger than 1 MiB."));
    }
    if !bytes.starts_with(chunks::SIGNATURE) {
        return Err(impostor::instead_of_png(&bytes));
    }
    let end = chunks::check(&bytes)?;
    bytes.truncate(end);
    Ok(bytes)
}
