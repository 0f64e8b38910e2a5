//! A file with a table of cases is one scenario a row.

use serde_json::{Map, Value};

/// The scenarios of one file: their names, and what they say with the row's values filled in.
pub(crate) fn of_file(name: &str, file: Value) -> Result<Vec<(String, Value)>, String> {
    let Value::Object(mut file) = file else {
        return Err("a scenario is a JSON object".into());
    };
    let Some(cases) = file.remove("cases") else {
        return Ok(vec![(name.to_owned(), filled(&Value::Object(file), &mut Row::none())?)]);
    };
    let Value::Array(cases) = cases else {
        return Err("`cases` is a list".into());
    };
    let known: Vec<String> =
        cases.iter().filter_map(Value::as_object).flat_map(Map::keys).cloned().collect();
    let template = Value::Object(file);
    cases.iter().map(|case| one(name, case, &known, &template)).collect()
}

fn one(
    name: &str,
    case: &Value,
    known: &[String],
    template: &Value,
) -> Result<(String, Value), String> {
    let values = case.as_object().ok_or("a case is an object")?;
    let title = values.get("case").and_then(Value::as_str).ok_or("a case needs a name, `case`")?;
    let mut row = Row { name: Some(title), values, known, used: Vec::new() };
    let scenario = filled(template, &mut row)?;
    if let Some(key) = values.keys().find(|key| *key != "case" && !row.used.contains(key)) {
        return Err(format!("nothing uses `{key}` of the case `{title}`"));
    }
    Ok((format!("{name}#{title}"), scenario))
}

struct Row<'a> {
    name: Option<&'a str>,
    values: &'a Map<String, Value>,
    known: &'a [String],
    used: Vec<String>,
}

impl Row<'_> {
    fn none() -> Self {
        static NOTHING: std::sync::LazyLock<Map<String, Value>> =
            std::sync::LazyLock::new(Map::new);
        Self { name: None, values: &NOTHING, known: &[], used: Vec::new() }
    }

    /// The row's value for `key`; none if this row leaves out what others have.
    fn value(&mut self, key: &str) -> Result<Option<Value>, String> {
        self.used.push(key.to_owned());
        match self.values.get(key) {
            Some(value) => Ok(Some(value.clone())),
            None if self.known.iter().any(|known| known == key) => Ok(None),
            None => Err(format!("no case has a `{key}`")),
        }
    }
}

fn filled(template: &Value, row: &mut Row<'_>) -> Result<Value, String> {
    Ok(match template {
        Value::String(text) => Value::String(match row.name {
            Some(name) => text.replace("{case}", name),
            None => text.clone(),
        }),
        Value::Array(items) => {
            let items: Result<_, String> = items.iter().map(|item| filled(item, row)).collect();
            Value::Array(items?)
        }
        Value::Object(map) => {
            let mut whole = Map::new();
            for (key, value) in map {
                let value = match asked_for(value) {
                    Some(name) => row.value(name)?,
                    None => Some(filled(value, row)?),
                };
                if let Some(value) = value {
                    whole.insert(key.clone(), value);
                }
            }
            match asked_for(template) {
                Some(name) => row.value(name)?.ok_or_else(|| {
                    format!("a case may leave out `{name}` only where it is the value of a key")
                })?,
                None => Value::Object(whole),
            }
        }
        other => other.clone(),
    })
}

/// The key that `{"$case": key}` asks for.
fn asked_for(value: &Value) -> Option<&str> {
    value.as_object().filter(|map| map.len() == 1)?.get("$case")?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_row_is_a_scenario_of_its_own() {
        let file = json!({
            "title": "It ends {case}",
            "cases": [{"case": "well", "status": 200, "text": "yes"}, {"case": "badly", "status": 500}],
            "list": [{"$case": "status"}, {"text": {"$case": "text"}}],
        });
        let scenarios = of_file("a/b", file).unwrap();
        assert_eq!(scenarios[0].0, "a/b#well");
        assert_eq!(
            scenarios[0].1,
            json!({"title": "It ends well", "list": [200, {"text": "yes"}]})
        );
        assert_eq!(scenarios[1].1, json!({"title": "It ends badly", "list": [500, {}]}));
    }

    #[test]
    fn a_slip_in_a_table_is_told() {
        let with = |cases: Value, text: Value| of_file("a", json!({"cases": cases, "text": text}));
        let row = json!([{"case": "one", "x": 1}]);
        assert!(with(row.clone(), json!("no use of it")).unwrap_err().contains("nothing uses `x`"));
        assert!(
            with(row, json!([{"$case": "x"}, {"$case": "y"}])).unwrap_err().contains("no case")
        );
        assert!(with(json!([{"x": 1}]), json!(0)).unwrap_err().contains("needs a name"));
    }
}
