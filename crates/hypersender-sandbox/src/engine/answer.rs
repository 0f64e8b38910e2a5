//! How the service writes its answers: PHP's JSON, its messages, its times.

use std::io;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Serializer, json};

/// JSON as PHP writes it: slashes and everything that isn't ASCII escaped.
pub(crate) fn php_json(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let written = value.serialize(&mut Serializer::with_formatter(&mut bytes, Php));
    debug_assert!(written.is_ok(), "plain values can be written");
    String::from_utf8(bytes).unwrap_or_default()
}

struct Php;

impl serde_json::ser::Formatter for Php {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let plain = |char: char| char.is_ascii() && char != '/';
        for run in fragment.split_inclusive(|char| !plain(char)) {
            let text = run.trim_end_matches(|char| !plain(char));
            writer.write_all(text.as_bytes())?;
            for char in run[text.len()..].chars() {
                if char == '/' {
                    writer.write_all(b"\\/")?;
                } else {
                    for unit in char.encode_utf16(&mut [0; 2]) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// The body of an answer that has nothing but a message.
pub(crate) fn message(status: u16) -> String {
    php_json(&json!({ "message": text(status) }))
}

/// The documented texts, and for the rest those of a Laravel back end.
fn text(status: u16) -> &'static str {
    match status {
        400 => "Bad request.",
        401 => "Unauthenticated.",
        403 => "This action is unauthorized.",
        404 => "Resource not found.",
        405 => "The method is not supported for this route.",
        422 => "The given data was invalid.",
        429 => "Too many requests. Please try again later.",
        503 => "Service Unavailable",
        _ => "Server Error",
    }
}

/// A time without its offset, as the service prints it.
pub(crate) fn time(time: SystemTime) -> String {
    Timestamp::try_from(time)
        .map(|time| time.to_zoned(TimeZone::UTC))
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn slashes_and_what_is_not_ascii_are_escaped_as_php_does() {
        let written = php_json(&json!({ "a/b": "é//\"😀\n" }));
        assert_eq!(written, r#"{"a\/b":"\u00e9\/\/\"\ud83d\ude00\n"}"#);
    }

    #[test]
    fn times_have_no_offset() {
        let printed = time(UNIX_EPOCH + Duration::from_millis(1_748_254_365_900));
        assert_eq!(printed, "2025-05-26T10:12:45");
    }
}
