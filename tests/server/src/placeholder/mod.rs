//! What stands for something else in a scenario: addresses in texts, and values made on the spot.

mod picture;
mod png;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

/// What the placeholders of one run stand for.
#[derive(Debug, Default)]
pub(crate) struct Placeholders {
    /// `{name}` and its text.
    pub(crate) names: Vec<(&'static str, String)>,
    /// What is secret of the QR codes that were made: their texts, and parts of their pictures.
    pub(crate) secrets: BTreeSet<String>,
}

impl Placeholders {
    /// `value` with everything filled in.
    pub(crate) fn expand(&mut self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => {
                let items: Result<_, String> = items.iter().map(|item| self.expand(item)).collect();
                Value::Array(items?)
            }
            Value::Object(map) => match self.made(map)? {
                Some(made) => made,
                None => Value::Object(self.expand_map(map)?),
            },
            other => other.clone(),
        })
    }

    /// The same for an object that is no placeholder itself.
    pub(crate) fn expand_map(
        &mut self,
        map: &Map<String, Value>,
    ) -> Result<Map<String, Value>, String> {
        map.iter().map(|(key, value)| Ok((key.clone(), self.expand(value)?))).collect()
    }

    /// `text` with the names in it replaced.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, value) in &self.names {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// What an object with a key like `$repeat` stands for; none if it is not a placeholder.
    fn made(&mut self, map: &Map<String, Value>) -> Result<Option<Value>, String> {
        let Some(kind) = MADE.into_iter().find(|kind| map.contains_key(*kind)) else {
            return Ok(None);
        };
        let given = self.expand(&map[kind])?;
        let more = |key: &str| map.get(key).filter(|_| map.len() == 2);
        if map.len() > 1 && ["times", "form", "unit"].into_iter().all(|key| more(key).is_none()) {
            return Err(format!("`{kind}` with a key that it does not take: {map:?}"));
        }
        let times = || {
            let times = more("times").and_then(Value::as_u64);
            times.and_then(|t| usize::try_from(t).ok()).ok_or(format!("`{kind}` needs `times`"))
        };
        let text = || given.as_str().ok_or(format!("`{kind}` takes a text"));
        let seconds = || given.as_f64().ok_or(format!("`{kind}` takes seconds"));
        let made = match kind {
            "$repeat" => text()?.repeat(times()?),
            "$many" => return Ok(Some(Value::Array(vec![given.clone(); times()?]))),
            "$join" => joined(&given)?,
            "$json" => given.to_string(),
            "$base64" => base64_simd::STANDARD.encode_to_string(text()?),
            "$http_date" => httpdate::fmt_http_date(from_now(seconds()?)),
            "$unix_time" => {
                let since = from_now(seconds()?).duration_since(UNIX_EPOCH).unwrap_or_default();
                match more("unit").and_then(Value::as_str) {
                    None | Some("s") => since.as_secs().to_string(),
                    Some("ms") => since.as_millis().to_string(),
                    Some(unit) => return Err(format!("`{unit}` is no unit of time")),
                }
            }
            _ => {
                let text = text()?;
                let form = more("form").and_then(Value::as_str).unwrap_or("plain");
                let picture = picture::base64(text, form)?;
                self.secrets.insert(text.to_owned());
                self.secrets.extend(picture::secrets(&picture));
                picture
            }
        };
        Ok(Some(Value::String(made)))
    }
}

/// The keys that make an object a placeholder.
const MADE: [&str; 8] =
    ["$qr", "$repeat", "$many", "$join", "$json", "$base64", "$http_date", "$unix_time"];

fn joined(parts: &Value) -> Result<String, String> {
    let parts = parts.as_array().ok_or("`$join` takes a list")?;
    Ok(parts
        .iter()
        .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
        .collect())
}

fn from_now(seconds: f64) -> SystemTime {
    let by = Duration::from_secs_f64(seconds.abs());
    if seconds < 0.0 { SystemTime::now() - by } else { SystemTime::now() + by }
}

/// `bytes`, compressed with gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes everything")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn expand(value: &Value) -> Result<Value, String> {
        let names = vec![("server", "http://127.0.0.1:1/r1".to_owned())];
        Placeholders { names, ..Default::default() }.expand(value)
    }

    #[test]
    fn names_are_replaced_wherever_they_stand() {
        let value = json!({"location": ["{server}/login"], "instance": "{{ instance_id }}"});
        let expected =
            json!({"location": ["http://127.0.0.1:1/r1/login"], "instance": "{{ instance_id }}"});
        assert_eq!(expand(&value).unwrap(), expected);
    }

    #[test]
    fn values_are_made() {
        let value = json!([
            {"$repeat": "ab", "times": 2},
            {"$many": {"id": 1}, "times": 2},
            {"$join": ["<", {"$json": {"a": [1]}}, ">"]},
            {"$base64": "GIF89a"},
        ]);
        let expected = json!(["abab", [{"id": 1}, {"id": 1}], "<{\"a\":[1]}>", "R0lGODlh"]);
        assert_eq!(expand(&value).unwrap(), expected);
    }

    #[test]
    fn a_placeholder_that_is_not_one_is_told() {
        for value in [
            json!({"$repeat": "ab"}),
            json!({"$repeat": "ab", "time": 2}),
            json!({"$qr": "text", "form": "painted"}),
            json!({"$http_date": "soon"}),
        ] {
            assert!(expand(&value).is_err(), "{value}");
        }
    }
}
