//! The JSON of an answer, and the places in it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::memchr_iter;
use serde_json::value::RawValue;

use super::json::{Fields, Json};
use crate::{Error, Reason, Result, Secret, redact};

/// A document may be nested this deep; the documented ones are two deep.
const DEEPEST: usize = 64;

/// A document may hold so many values: an account with more than a hundred thousand instances. What
/// is read takes many times the room of its text.
const MOST_VALUES: usize = 1_000_000;

/// Down to here a document is read piece by piece: nothing is documented further down, and each level
/// is read once more.
const DEEPEST_PIECE: usize = 2;

/// Reads one JSON document; a byte order mark is skipped, and the content type is not asked.
pub(crate) fn parse(body: &[u8]) -> Result<Json<'_>> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    if body.is_empty() {
        return Err(unusable(Reason::Empty, "The answer is empty."));
    }
    if let Some(value) = Json::read(body, DEEPEST, MOST_VALUES) {
        return Ok(value);
    }
    let Extent { depth, values } = extent(body);
    if depth > DEEPEST {
        return Err(unusable(Reason::TooDeep, "The answer is nested too deeply."));
    }
    if values > MOST_VALUES {
        return Err(unusable(Reason::TooLarge, "The answer holds more than a million values."));
    }
    piece_by_piece(body, DEEPEST_PIECE).ok_or_else(|| not_json(body))
}

/// The same document with its slashes as they are. PHP writes `\/`, and so every sixtieth character or
/// so of a picture is escaped: to be read, the text would be put together anew piece by piece.
pub(crate) fn with_plain_slashes(body: &[u8]) -> Cow<'_, [u8]> {
    let mut plain = Vec::new();
    let mut taken = 0; // what comes before this place is in `plain`, or is left out of it
    let mut escaped = usize::MAX; // the place of what the last backslash was for
    for at in memchr_iter(b'\\', body) {
        if at == escaped {
            continue; // a backslash itself, which escapes nothing
        }
        escaped = at + 1;
        if body.get(escaped) == Some(&b'/') {
            plain.reserve(body.len().saturating_sub(plain.len()));
            plain.extend_from_slice(&body[taken..at]);
            taken = escaped;
        }
    }
    if taken == 0 {
        return Cow::Borrowed(body);
    }
    plain.extend_from_slice(&body[taken..]);
    Cow::Owned(plain)
}

/// Reads a document with something unreadable in it, such as half a character, which is as good as null,
/// or a number beyond all bounds. A code is not lost for a field that nobody needs. What has such a
/// thing in it more than `levels` down is null as a whole.
fn piece_by_piece(text: &[u8], levels: usize) -> Option<Json<'_>> {
    let levels = levels.checked_sub(1)?;
    match text.first()? {
        b'{' => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_slice(text).ok()?;
            let read = |(key, raw)| (Cow::Owned(key), piece(raw, levels));
            Some(Json::Object(Fields(fields.into_iter().map(read).collect())))
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_slice(text).ok()?;
            Some(Json::Array(items.into_iter().map(|raw| piece(raw, levels)).collect()))
        }
        _ => None,
    }
}

fn piece(raw: &RawValue, levels: usize) -> Json<'_> {
    let text = raw.get().as_bytes();
    let read = Json::read(text, DEEPEST, MOST_VALUES).or_else(|| piece_by_piece(text, levels));
    read.unwrap_or(match text.first() {
        Some(b'-' | b'0'..=b'9') => Json::Number, // whose size nobody asks for
        _ => Json::Null,
    })
}

fn not_json(body: &[u8]) -> Error {
    let html = body.first() == Some(&b'<');
    let text = if html { "The answer is HTML, not JSON." } else { "The answer is not JSON." };
    unusable(Reason::NotJson, text)
}

fn unusable(reason: Reason, message: &str) -> Error {
    Error::invalid_response(reason, message).with_json_path("$")
}

struct Extent {
    depth: usize,
    values: usize,
}

/// How deep brackets are nested, and about how many values there are. What is in texts does not
/// count.
fn extent(body: &[u8]) -> Extent {
    let mut depth = 0_usize;
    let mut extent = Extent { depth: 0, values: 1 };
    let mut rest = body;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'"' => rest = after_text(rest),
            b'{' | b'[' => {
                depth += 1;
                extent.values += 1;
                extent.depth = extent.depth.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => extent.values += 1,
            _ => {}
        }
    }
    extent
}

/// What follows the text that has begun. Most of an answer is in one, so it is not walked through.
fn after_text(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest) {
        let escapes = rest[at] == b'\\';
        rest = rest.get(at + 1 + usize::from(escapes)..).unwrap_or_default();
        if !escapes {
            return rest;
        }
    }
    &[]
}

/// An object of an answer, and its place in it.
pub(crate) struct Object<'a> {
    fields: &'a Fields<'a>,
    place: Cow<'a, str>,
    token: &'a Secret,
}

impl<'a> Object<'a> {
    /// `token` is the one that was sent: it is in no text, should the service repeat it.
    pub(crate) fn new(
        value: &'a Json<'a>,
        place: impl Into<Cow<'a, str>>,
        token: &'a Secret,
    ) -> Result<Self> {
        let place = place.into();
        match value {
            Json::Object(fields) => Ok(Self { fields, place, token }),
            other => Err(wrong_type(&place, "an object", other)),
        }
    }

    /// The place of a field, such as `$[3].status`.
    pub(crate) fn place_of(&self, key: &str) -> String {
        format!("{}.{key}", self.place)
    }

    /// A text that decides something: it may be absent or null, but it is a text.
    pub(crate) fn text(&self, key: &str) -> Result<Option<&'a str>> {
        match self.fields.get(key) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(other) => Err(wrong_type(&self.place_of(key), "a text", other)),
        }
    }

    /// A text that must be there.
    pub(crate) fn required(&self, key: &str) -> Result<&'a str> {
        self.text(key)?.ok_or_else(|| self.missing(key))
    }

    /// A text that only informs: of another type it is as good as absent.
    pub(crate) fn optional(&self, key: &str) -> Option<String> {
        Some(self.without_token(self.fields.get(key)?.text()?))
    }

    /// A secret that comes along; it may well be the token itself.
    pub(crate) fn secret(&self, key: &str) -> Option<Secret> {
        Some(self.fields.get(key)?.text()?.into())
    }

    pub(crate) fn without_token(&self, text: &str) -> String {
        redact::token(text, self.token)
    }

    pub(crate) fn missing(&self, key: &str) -> Error {
        Error::invalid_response(Reason::Missing, format!("The answer has no {key}."))
            .with_json_path(self.place_of(key))
    }
}

/// An answer that has to be an array.
pub(crate) fn array<'a>(value: &'a Json<'a>) -> Result<&'a [Json<'a>]> {
    match value {
        Json::Array(items) => Ok(items),
        other => Err(wrong_type("$", "an array", other)),
    }
}

fn wrong_type(place: &str, expected: &str, value: &Json<'_>) -> Error {
    let found = match value {
        Json::Null => "null",
        Json::Bool => "true or false",
        Json::Number => "a number",
        Json::Text(_) => "a text",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    };
    let message = format!("The answer has {found} at {place}, where {expected} is documented.");
    Error::invalid_response(Reason::WrongType, message).with_json_path(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(body: &[u8]) -> Reason {
        parse(body).unwrap_err().reason().unwrap()
    }

    #[test]
    fn slashes_are_read_the_same_with_and_without_their_backslash() {
        for (written, plain) in [
            (r#"{"a":"\/9j\/4"}"#, r#"{"a":"/9j/4"}"#),
            (r#"{"a":"\\/"}"#, r#"{"a":"\\/"}"#), // a backslash and a slash
            (r#"{"a":"\\\/"}"#, r#"{"a":"\\/"}"#),
            (r#"{"a":"\u002f\n\"\/"}"#, r#"{"a":"\u002f\n\"/"}"#),
            (r#"{"a":"b"}"#, r#"{"a":"b"}"#),
            ("\\", "\\"),
            ("\\/", "/"),
            ("", ""),
        ] {
            assert_eq!(with_plain_slashes(written.as_bytes()), plain.as_bytes(), "{written}");
            let (read, same) = (parse(written.as_bytes()), parse(plain.as_bytes()));
            assert_eq!(read.ok(), same.ok(), "{written}");
        }
    }

    #[test]
    fn one_document_is_read() {
        for body in ["{}", " [1] \n", "\u{feff}{\"a\":1}", "null"] {
            assert!(parse(body.as_bytes()).is_ok(), "{body}");
        }
    }

    #[test]
    fn what_is_no_document_is_told_apart() {
        assert_eq!(reason(b""), Reason::Empty);
        assert_eq!(reason(b" \r\n"), Reason::Empty);
        assert_eq!(reason(b"\xef\xbb\xbf"), Reason::Empty);
        for body in
            [&b"{}{}"[..], b"{", b"<html>", b"\xff\xfe{\0}\0", b"{\"a\":\"\xff\"}", b"{'a':1}"]
        {
            assert_eq!(reason(body), Reason::NotJson);
        }
    }

    #[test]
    fn what_nobody_reads_spoils_nothing() {
        let body = br#"{"x":1e999,"y":"\ud83d","name":"a\ud83d","deep":{"z":1e999,"w":2},"status":"WORKING"}"#;
        let read = parse(body).unwrap();
        assert_eq!(read.field("status").and_then(Json::text), Some("WORKING"));
        assert_eq!((read.field("x"), read.field("name")), (Some(&Json::Number), Some(&Json::Null)));
        let deep = read.field("deep").unwrap();
        assert_eq!((deep.field("w"), deep.field("z")), (Some(&Json::Number), Some(&Json::Number)));
        let list = parse(br#"[{"id":"a","x":1e999},{"id":"b"}]"#).unwrap();
        let ids = array(&list).unwrap().iter().map(|item| item.field("id")?.text());
        assert_eq!(ids.collect::<Vec<_>>(), [Some("a"), Some("b")]);
    }

    #[test]
    fn what_is_nested_deeper_than_anything_that_is_read_is_not_read_level_by_level() {
        let read =
            parse(br#"{"a":{"b":{"c":1,"d":"\ud83d"},"e":"f"},"status":"WORKING"}"#).unwrap();
        let a = read.field("a").unwrap();
        assert_eq!(
            (a.field("b"), a.field("e").and_then(Json::text)),
            (Some(&Json::Null), Some("f"))
        );
        assert_eq!(read.field("status").and_then(Json::text), Some("WORKING"));
    }

    #[test]
    fn the_number_of_values_is_bounded() {
        let zeros = |count: usize| format!("[{}]", vec!["0"; count].join(","));
        assert!(parse(zeros(999_999).as_bytes()).is_ok());
        assert_eq!(reason(zeros(1_000_000).as_bytes()), Reason::TooLarge);
        assert!(parse(format!("\"{}\"", ",".repeat(1_000_001)).as_bytes()).is_ok());
    }

    #[test]
    fn depth_is_bounded_and_texts_do_not_count() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(64).as_bytes()).is_ok());
        assert_eq!(reason(nested(65).as_bytes()), Reason::TooDeep);
        assert_eq!(reason("[".repeat(1_000_000).as_bytes()), Reason::TooDeep);
        assert!(parse(format!("\"{}\"", nested(65)).as_bytes()).is_ok());
        assert!(parse(format!("[\"\\\"{}\"]", nested(65)).as_bytes()).is_ok());
    }
}
