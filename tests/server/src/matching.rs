//! Compares what came with what a scenario says must come. Patterns are told in `tests/README.md`.

use serde_json::{Map, Value};

/// How close numbers have to be to be the same.
const CLOSE: f64 = 1e-6;

/// What of `value` is not as `pattern` says; `at` names the value in the texts.
pub(crate) fn mismatches(at: &str, pattern: &Value, value: Option<&Value>) -> Vec<String> {
    Comparison::default().mismatches(at, pattern, value)
}

/// How exact it is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Comparison<'a> {
    /// Numbers under these keys may be off by `by`.
    pub(crate) coarse: &'a [&'a str],
    pub(crate) by: f64,
}

impl Comparison<'_> {
    /// As [`mismatches`].
    pub(crate) fn mismatches(
        self,
        at: &str,
        pattern: &Value,
        value: Option<&Value>,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let value = value.filter(|value| !value.is_null());
        compare(self, (at, CLOSE), pattern, value, &mut found);
        found
    }
}

/// `close` is how close numbers have to be here.
fn compare(
    how: Comparison<'_>,
    (at, close): (&str, f64),
    pattern: &Value,
    value: Option<&Value>,
    found: &mut Vec<String>,
) {
    let mut differ = |expected: &dyn std::fmt::Display| {
        let got = value.map_or_else(|| "nothing".to_owned(), |value| short(&value.to_string()));
        found.push(format!("{at}: expected {expected}, got {got}"));
    };
    match (pattern, value) {
        (Value::Null, None) => {}
        (Value::Null, Some(_)) => differ(&"nothing"),
        (Value::Object(pattern), _) => {
            if let Some(operator) = operator(pattern) {
                if !holds(operator, value, close) {
                    differ(&short(&Value::Object(pattern.clone()).to_string()));
                }
            } else if let Some(Value::Object(value)) = value {
                for (key, pattern) in pattern {
                    let value = value.get(key).filter(|value| !value.is_null());
                    let is_coarse = how.coarse.contains(&key.as_str());
                    let close = if is_coarse { CLOSE + how.by } else { CLOSE };
                    compare(how, (&format!("{at}.{key}"), close), pattern, value, found);
                }
            } else {
                differ(&"an object");
            }
        }
        (Value::Array(pattern), Some(Value::Array(values))) => {
            if pattern.len() != values.len() {
                differ(&format!("{} elements", pattern.len()));
            }
            for (index, (pattern, value)) in pattern.iter().zip(values).enumerate() {
                let value = Some(value).filter(|value| !value.is_null());
                compare(how, (&format!("{at}[{index}]"), close), pattern, value, found);
            }
        }
        (Value::Number(_), Some(Value::Number(_))) => {
            let (Some(pattern), Some(number)) = (pattern.as_f64(), value.and_then(Value::as_f64))
            else {
                return differ(pattern);
            };
            if (pattern - number).abs() > close {
                differ(&pattern);
            }
        }
        (pattern, value) if Some(pattern) == value => {}
        (pattern, _) => differ(&short(&pattern.to_string())),
    }
}

/// The operator that an object with one key like `$any` is.
fn operator(pattern: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (key, operand) = pattern.iter().next()?;
    (pattern.len() == 1 && key.starts_with('$')).then_some((key.as_str(), operand))
}

fn holds((operator, operand): (&str, &Value), value: Option<&Value>, close: f64) -> bool {
    let Some(value) = value else {
        return false;
    };
    let texts = || match operand {
        Value::Array(texts) => texts.iter().collect(),
        text => vec![text],
    };
    match operator {
        "$any" => true,
        "$between" => {
            let ends = operand.as_array().map(Vec::as_slice);
            let Some([low, high]) = ends else { return false };
            let (Some(low), Some(high), Some(number)) =
                (low.as_f64(), high.as_f64(), value.as_f64())
            else {
                return false;
            };
            low - close <= number && number <= high + close
        }
        "$contains" => value.as_str().is_some_and(|value| {
            texts().iter().all(|text| text.as_str().is_some_and(|text| value.contains(text)))
        }),
        "$length" => {
            let length = match value {
                Value::Array(items) => items.len(),
                Value::String(text) => text.chars().count(),
                _ => return false,
            };
            operand.as_u64() == u64::try_from(length).ok()
        }
        _ => false,
    }
}

/// An operator that there is not, somewhere in a pattern.
pub(crate) fn unknown_operator(pattern: &Value) -> Option<&str> {
    match pattern {
        Value::Array(items) => items.iter().find_map(unknown_operator),
        Value::Object(map) => map.iter().find_map(|(key, value)| {
            let known = ["$any", "$between", "$contains", "$length"].contains(&key.as_str());
            if key.starts_with('$') && !(known && map.len() == 1) {
                Some(key.as_str())
            } else {
                unknown_operator(value)
            }
        }),
        _ => None,
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matches(pattern: &Value, value: &Value) -> bool {
        mismatches("it", pattern, Some(value)).is_empty()
    }

    #[test]
    fn what_holds() {
        for (pattern, value) in [
            (json!({"a": 1}), json!({"a": 1.0, "b": 2})),
            (json!({"a": null}), json!({"b": 2})),
            (json!({"a": null}), json!({"a": null})),
            (json!([1, {"$any": true}]), json!([1, "x"])),
            (json!({"$between": [1, 2]}), json!(2)),
            (json!({"$contains": "ell"}), json!("hello")),
            (json!({"$contains": ["h", "o"]}), json!("hello")),
            (json!({"$length": 2}), json!([0, 0])),
            (json!({}), json!({"a": 1})),
        ] {
            assert!(matches(&pattern, &value), "{pattern} {value}");
        }
    }

    #[test]
    fn a_coarse_number_may_be_off_by_so_much_and_only_it() {
        let coarse = Comparison { coarse: &["at"], by: 0.001 };
        let holds = |how: Comparison<'_>, pattern: Value, value: Value| {
            how.mismatches("it", &pattern, Some(&value)).is_empty()
        };
        for pattern in [json!({"at": 5}), json!({"in": {"at": {"$between": [5, 6]}}})] {
            let told = |at: f64| json!({"at": at, "in": {"at": at}});
            assert!(holds(coarse, pattern.clone(), told(4.9991)));
            assert!(!holds(coarse, pattern.clone(), told(4.9989)));
            assert!(!holds(Comparison::default(), pattern, told(4.9991)));
        }
        assert!(!holds(coarse, json!({"t": 5}), json!({"t": 4.9991})));
    }

    #[test]
    fn what_does_not_hold() {
        for (pattern, value) in [
            (json!({"a": 1}), json!({"a": 1.1})),
            (json!({"a": 1}), json!({})),
            (json!({"a": 1}), json!([1])),
            (json!({"a": null}), json!({"a": false})),
            (json!([1]), json!([1, 2])),
            (json!({"a": {"$any": true}}), json!({"a": null})),
            (json!({"$between": [1, 2]}), json!(2.1)),
            (json!({"$between": [1, 2]}), json!("1")),
            (json!({"$contains": ["h", "x"]}), json!("hello")),
            (json!({"$length": 2}), json!("a")),
            (json!({"$contain": "h"}), json!("hello")),
            (json!("a"), json!("b")),
            (json!(true), json!(1)),
        ] {
            assert!(!matches(&pattern, &value), "{pattern} {value}");
        }
    }

    #[test]
    fn a_mismatch_says_where() {
        let found = mismatches("error", &json!({"a": [{"b": 1}]}), Some(&json!({"a": [{"b": 2}]})));
        assert_eq!(found, ["error.a[0].b: expected 1, got 2"]);
    }

    #[test]
    fn a_misspelt_operator_is_found() {
        assert_eq!(unknown_operator(&json!({"a": [{"$contain": "x"}]})), Some("$contain"));
        assert_eq!(unknown_operator(&json!({"a": [{"$contains": "x"}]})), None);
    }
}
