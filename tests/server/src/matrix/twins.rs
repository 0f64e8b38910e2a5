//! Scenarios that nothing tells apart: one of them proves nothing that the other does not.
//!
//! Rows of a table may all be alike to the caller, where the table's title says just that; then the
//! wire has to differ. Scenarios of different files have to differ in what the caller does or must
//! see.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::library::{Library, Named};

/// What is not the caller's side.
const WIRE: [&str; 3] = ["server", "sandbox", "proxy"];
/// What asserts nothing.
const NAMES: [&str; 2] = ["title", "covers"];

/// One sentence for each pair.
pub fn twins(library: &Library) -> Vec<String> {
    let mut found = Vec::new();
    let (mut whole, mut seen) = (BTreeMap::new(), BTreeMap::new());
    for named in library.all() {
        let text = without(&named.says, &NAMES).to_string();
        if let Some(other) = whole.insert(text, named) {
            found.push(format!("{} is {} under another name", named.name, other.name));
            continue;
        }
        let text = without(&named.says, &[&NAMES[..], &WIRE].concat()).to_string();
        let other = *seen.entry(text).or_insert(named);
        if file(other) != file(named) {
            found.push(format!("no assertion tells {} from {}", named.name, other.name));
        }
    }
    found
}

fn file(named: &Named) -> &str {
    named.name.split('#').next().unwrap_or_default()
}

/// The same without these keys, wherever they are.
fn without(value: &Value, keys: &[&str]) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, _)| !keys.contains(&key.as_str()));
            Value::Object(kept.map(|(key, value)| (key.clone(), without(value, keys))).collect())
        }
        Value::Array(items) => items.iter().map(|item| without(item, keys)).collect(),
        other => other.clone(),
    }
}
