//! What the body of a refusal says to people. It decides nothing, so whatever can be read of it is.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::FieldErrors;

/// The most texts of a refusal that are kept.
const MOST_ERRORS: usize = 50;

/// Down to here a body is read piece by piece: the texts about a field are in a list in a map in it.
const DEEPEST_PIECE: usize = 3;

/// A body; null if it is no JSON.
#[derive(Debug, Default)]
pub(super) struct Body(Value);

impl Body {
    pub(super) fn read(body: &[u8]) -> Self {
        Self(piece(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body), DEEPEST_PIECE))
    }

    /// The text for people: Laravel's `message`, or `error` as the gateway below writes it. HTML and
    /// everything else is not shown.
    pub(super) fn server_message(&self) -> Option<&str> {
        ["message", "error"].iter().find_map(|key| self.0.get(key)?.as_str())
    }

    /// Laravel's `errors`: a map of lists by its documentation; strings and booleans were seen in it.
    pub(super) fn field_errors(&self, clean: impl Fn(&str) -> String) -> FieldErrors {
        let texts = |value: &Value| -> Vec<String> {
            match value {
                Value::Array(items) => {
                    let texts = items.iter().take(MOST_ERRORS).filter_map(text);
                    texts.map(|text| clean(&text)).collect()
                }
                other => text(other).iter().map(|text| clean(text)).collect(),
            }
        };
        match self.0.get("errors") {
            Some(Value::Object(fields)) => fields
                .iter()
                .take(MOST_ERRORS)
                .map(|(field, value)| (clean(field), texts(value)))
                .collect(),
            Some(other) => FieldErrors::from_iter([(String::new(), texts(other))])
                .into_iter()
                .filter(|(_, texts)| !texts.is_empty())
                .collect(),
            None => FieldErrors::new(),
        }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

/// The value that is written here. Of one with something unreadable in it, such as a number beyond all
/// bounds, the rest; null if that is more than `levels` down.
fn piece(written: &[u8], levels: usize) -> Value {
    if let Ok(value) = serde_json::from_slice(written) {
        return value;
    }
    if let Ok(Text(text)) = serde_json::from_slice(written) {
        return Value::String(text);
    }
    let Some(levels) = levels.checked_sub(1) else { return Value::Null };
    let piece = |raw: &RawValue| piece(raw.get().as_bytes(), levels);
    if let Ok(fields) = serde_json::from_slice::<BTreeMap<Text, &RawValue>>(written) {
        return fields.into_iter().map(|(key, raw)| (key.0, piece(raw))).collect();
    }
    match serde_json::from_slice::<Vec<&RawValue>>(written) {
        Ok(items) => items.into_iter().map(piece).collect(),
        Err(_) => Value::Null,
    }
}

/// A text. Half a character in it, as remains where one was cut in two, is a mark.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_bytes(Marking)
    }
}

struct Marking;

impl Visitor<'_> for Marking {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<Text, E> {
        // Half a character comes as three bytes.
        Ok(Text(String::from_utf8_lossy(text).replace("\u{fffd}\u{fffd}\u{fffd}", "\u{fffd}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(body: &str) -> FieldErrors {
        Body::read(body.as_bytes()).field_errors(str::to_owned)
    }

    #[test]
    fn errors_of_any_shape_are_read() {
        let errors_of = errors(
            r#"{"message":"m","errors":{"name":["taken","short"],"jid":"x@s","exists":false,"most":4096,"deep":{"a":1},"none":null}}"#,
        );
        let texts = |field: &str| errors_of[field].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(texts("name"), ["taken", "short"]);
        assert_eq!(texts("jid"), ["x@s"]);
        assert_eq!(texts("exists"), ["false"]);
        assert_eq!(texts("most"), ["4096"]);
        assert!(texts("deep").is_empty());
        assert_eq!(errors(r#"{"errors":["a","b"]}"#)[""], ["a", "b"]);
        assert!(errors(r#"{"errors":[]}"#).is_empty());
    }

    #[test]
    fn what_cannot_be_read_takes_nothing_else_with_it() {
        for odd in
            ["1e999", r#""\ud83d""#, r#""\ude00\ud83dx""#, r#"{"a":[{"b":[{"c":"\ud83d"}]}]}"#]
        {
            for body in [
                format!(r#"{{"message":"Invalid.","odd":{odd}}}"#),
                format!(r#"{{"odd":[{odd}],"message":"Invalid."}}"#),
                format!(r#"{{"odd":{{"er":[{odd}]}},"error":"Invalid."}}"#),
                format!(r#"{{"message":"Invalid.","\ud83d":{odd}}}"#),
            ] {
                let read = Body::read(body.as_bytes());
                assert_eq!(read.server_message(), Some("Invalid."), "{body}");
            }
            let body =
                format!(r#"{{"odd":1e999,"errors":{{"name":["taken",{odd}],"odd":{odd}}}}}"#);
            assert_eq!(errors(&body)["name"][0], "taken", "{body}");
        }
    }

    #[test]
    fn half_a_character_is_a_mark_in_its_text() {
        let read =
            Body::read(br#"{"message":"Hello \ud83d","errors":{"a":["b\ud83dc \ud83d\ude00"]}}"#);
        assert_eq!(read.server_message(), Some("Hello \u{fffd}"));
        assert_eq!(read.field_errors(str::to_owned)["a"], ["b\u{fffd}c \u{1f600}"]);
    }

    #[test]
    fn what_is_no_json_says_nothing() {
        for body in ["", "{", "<html>", r#"{"message":"half"#, r#"{"message":"two"}{}"#] {
            assert_eq!(Body::read(body.as_bytes()).server_message(), None, "{body}");
        }
    }
}
