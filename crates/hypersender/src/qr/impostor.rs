//! What came instead of a PNG, if it can be recognised: the name says more than "not a PNG".

use super::arrival::Flaw;
use super::chunks::SIGNATURE;
use crate::error::Reason;

/// How much of a text is looked at.
const LOOK: usize = 1024;

const BY_FIRST_BYTES: [(&[u8], &str); 11] = [
    (b"\xFF\xD8\xFF", "a JPEG"),
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
    (b"%PDF", "a PDF"),
    (b"\x1F\x8B", "gzip"),
    (b"data:image/", "a data URI in base64"),
    (b"https://", "the address of a picture"),
    (b"2@", "its text"),
    (b"{", "JSON"),
];

const BY_FIRST_TAG: [(&str, &str); 4] = [
    ("<svg", "an SVG"),
    ("<!doctype html", "an HTML page"),
    ("<html", "an HTML page"),
    ("<?xml", "XML"),
];

/// Names what the bytes are, with its article.
pub(super) fn name(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("a WebP");
    }
    let by_bytes = BY_FIRST_BYTES.into_iter().find(|(start, _)| bytes.starts_with(start));
    if let Some((_, name)) = by_bytes {
        return Some(name);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = bytes.trim_ascii_start();
    let head = text.get(..LOOK).unwrap_or(text);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    // A prolog or a comment may stand before the tag that tells.
    if !head.starts_with('<') {
        return None;
    }
    let by_tag = BY_FIRST_TAG.into_iter().find(|(tag, _)| head.contains(tag));
    by_tag.map(|(_, name)| name)
}

/// The flaw of bytes that don't begin as a PNG does.
pub(super) fn instead_of_png(bytes: &[u8]) -> Flaw {
    if bytes.is_empty() {
        return Flaw::new(Reason::NotPng, "The QR code is empty.");
    }
    if SIGNATURE.starts_with(bytes) {
        return Flaw::new(Reason::BrokenPng, "The QR code is a PNG that is cut off.");
    }
    let twice = bytes.starts_with(b"iVBORw0KGgo");
    match twice.then_some("base64 in base64").or_else(|| name(bytes)) {
        Some(name) => Flaw::new(Reason::NotPng, format!("The QR code is {name} instead of a PNG.")),
        None => Flaw::new(Reason::NotPng, "The QR code is not a PNG."),
    }
}
