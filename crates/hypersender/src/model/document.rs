//! The JSON of an answer, and the places in it.

use serde_json::{Map, Value};

use crate::{Error, Reason, Result};

/// A document may be nested this deep; the documented ones are two deep.
const DEEPEST: usize = 64;

/// Reads one JSON document; a byte order mark is skipped, and the content type is not asked.
pub(crate) fn parse(body: &[u8]) -> Result<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    if body.is_empty() {
        return Err(unusable(Reason::Empty, "The answer is empty."));
    }
    if depth(body) > DEEPEST {
        return Err(unusable(Reason::TooDeep, "The answer is nested too deeply."));
    }
    serde_json::from_slice(body).map_err(|_| {
        let html = body.first() == Some(&b'<');
        unusable(
            Reason::NotJson,
            if html { "The answer is HTML, not JSON." } else { "The answer is not JSON." },
        )
    })
}

fn unusable(reason: Reason, message: &str) -> Error {
    Error::invalid_response(reason, message).with_json_path("$")
}

/// How deep brackets are nested. Brackets in texts don't count.
fn depth(body: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0usize, 0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// An object of an answer, and its place in it.
pub(crate) struct Object<'a> {
    fields: &'a Map<String, Value>,
    place: String,
}

impl<'a> Object<'a> {
    pub(crate) fn new(value: &'a Value, place: impl Into<String>) -> Result<Self> {
        let place = place.into();
        match value {
            Value::Object(fields) => Ok(Self { fields, place }),
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
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(wrong_type(&self.place_of(key), "a text", other)),
        }
    }

    /// A text that must be there.
    pub(crate) fn required(&self, key: &str) -> Result<&'a str> {
        self.text(key)?.ok_or_else(|| self.missing(key))
    }

    /// A text that only informs: of another type it is as good as absent.
    pub(crate) fn optional(&self, key: &str) -> Option<String> {
        Some(self.fields.get(key)?.as_str()?.to_owned())
    }

    pub(crate) fn missing(&self, key: &str) -> Error {
        Error::invalid_response(Reason::Missing, format!("The answer has no {key}."))
            .with_json_path(self.place_of(key))
    }
}

/// An answer that has to be an array.
pub(crate) fn array(value: &Value) -> Result<&[Value]> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| wrong_type("$", "an array", value))
}

fn wrong_type(place: &str, expected: &str, value: &Value) -> Error {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
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
    fn depth_is_bounded_and_texts_do_not_count() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(64).as_bytes()).is_ok());
        assert_eq!(reason(nested(65).as_bytes()), Reason::TooDeep);
        assert_eq!(reason("[".repeat(1_000_000).as_bytes()), Reason::TooDeep);
        assert!(parse(format!("\"{}\"", nested(65)).as_bytes()).is_ok());
        assert!(parse(format!("[\"\\\"{}\"]", nested(65)).as_bytes()).is_ok());
    }
}
