//! Base64 in any usual form: as a data URI, with the alphabet of URLs, without padding, in lines.

use base64_simd::STANDARD;

use super::arrival::Flaw;
use super::impostor;
use crate::error::Reason;

const DATA_URI: &str = "data:image/png;base64,";

pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode_to_string(bytes)
}

pub(super) fn data_uri(png: &[u8]) -> String {
    let mut uri = String::with_capacity(DATA_URI.len() + STANDARD.encoded_length(png.len()));
    uri.push_str(DATA_URI);
    STANDARD.encode_append(png, &mut uri);
    uri
}

pub(super) fn decode(text: &str) -> Result<Vec<u8>, Flaw> {
    let digits = without_data_uri(text.trim())?;
    if let Ok(bytes) = STANDARD.decode_to_vec(digits) {
        return Ok(bytes);
    }
    // Takes the standard alphabet, padded or not, and skips white space.
    if let Ok(bytes) = base64_simd::forgiving_decode_to_vec(digits.as_bytes()) {
        return Ok(bytes);
    }
    let mut standard: Vec<u8> = digits.bytes().filter_map(standard_digit).collect();
    while standard.last() == Some(&b'=') {
        standard.pop();
    }
    base64_simd::forgiving_decode_to_vec(&standard).map_err(|_| why_not(digits))
}

/// What follows the head of a data URI, or all of it if it is none.
fn without_data_uri(text: &str) -> Result<&str, Flaw> {
    let scheme = text.get(..5).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("data:") {
        return Ok(text);
    }
    let (head, data) = text.split_once(',').unwrap_or((text, ""));
    let head = head.trim_end().to_ascii_lowercase();
    if head.ends_with(";base64") {
        return Ok(data);
    }
    Err(Flaw::new(Reason::NotBase64, "The QR code is a data URI whose data are not base64."))
}

/// The digit in the standard alphabet; nothing for white space.
const fn standard_digit(digit: u8) -> Option<u8> {
    match digit {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        _ if digit.is_ascii_whitespace() => None,
        _ => Some(digit),
    }
}

/// The text itself must not be in the message: it may be most of a good code.
fn why_not(text: &str) -> Flaw {
    let message = if text.ends_with("...") || text.ends_with('…') {
        "The QR code is cut off with dots, as the documentation's example is.".to_owned()
    } else if let Some(name) = impostor::name(text.as_bytes()) {
        format!("The QR code is {name} instead of a PNG in base64.")
    } else if let Some(place) = text.trim_end_matches('=').chars().position(is_foreign) {
        format!("The QR code is not base64: character {} can't be in it.", place + 1)
    } else {
        "The QR code is not base64: it has no possible length.".to_owned()
    };
    Flaw::new(Reason::NotBase64, message)
}

fn is_foreign(character: char) -> bool {
    !(character.is_ascii_alphanumeric()
        || character.is_ascii_whitespace()
        || "+/-_".contains(character))
}
