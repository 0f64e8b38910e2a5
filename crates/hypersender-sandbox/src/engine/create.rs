//! What a create must have in its body.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::wire::Request;

/// A body that is as it should be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) phone: String,
    pub(super) name: String,
    pub(super) webhook_url: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Body {
    phone: Value,
    name: Value,
    webhook_url: Value,
}

/// Reads the body, or gives the body of the 422.
pub(super) fn read(request: &Request, taken: impl Fn(&str) -> bool) -> Result<Wanted, Value> {
    let is_json = request
        .header("content-type")
        .is_some_and(|value| value.contains("/json") || value.contains("+json"));
    // Laravel takes what it can't read for a body without fields.
    let body: Body =
        is_json.then(|| serde_json::from_slice(&request.body).ok()).flatten().unwrap_or_default();
    let mut errors = Errors::default();
    let phone = errors.text("phone", &body.phone, true);
    if phone.as_deref().is_some_and(|phone| !is_e164(phone)) {
        errors.add("phone", "The phone field format is invalid.");
    }
    let name = errors.text("name", &body.name, true);
    if let Some(name) = &name {
        if name.chars().count() > 50 {
            let text = "The name field must not be greater than 50 characters.";
            errors.add("name", text);
        }
        if taken(name) {
            errors.add("name", "The name has already been taken.");
        }
    }
    let webhook_url = errors.text("webhook_url", &body.webhook_url, false);
    if webhook_url.as_deref().is_some_and(|url| !is_https(url)) {
        errors.add("webhook_url", "The webhook url field must be a valid https URL.");
    }
    match (phone, name) {
        (Some(phone), Some(name)) if errors.0.is_empty() => Ok(Wanted { phone, name, webhook_url }),
        _ => Err(errors.body()),
    }
}

fn is_e164(phone: &str) -> bool {
    phone.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_https(url: &str) -> bool {
    url.strip_prefix("https://").is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace)
    })
}

/// Texts by field, in the order in which they were found.
#[derive(Default)]
struct Errors(Vec<(&'static str, String)>);

impl Errors {
    fn add(&mut self, field: &'static str, text: impl Into<String>) {
        self.0.push((field, text.into()));
    }

    /// The text in a field. Empty ones count as absent.
    fn text(&mut self, field: &'static str, value: &Value, required: bool) -> Option<String> {
        let words = field.replace('_', " ");
        match value {
            Value::String(text) if !text.trim().is_empty() => return Some(text.trim().to_owned()),
            Value::Null | Value::String(_) if required => {
                self.add(field, format!("The {words} field is required."));
            }
            Value::Null | Value::String(_) => {}
            _ => self.add(field, format!("The {words} field must be a string.")),
        }
        None
    }

    /// Laravel's shape: the first text, how many more, and all of them by field.
    fn body(&self) -> Value {
        let mut fields = BTreeMap::<_, Vec<_>>::new();
        for (field, text) in &self.0 {
            fields.entry(field).or_default().push(text);
        }
        let first = self.0.first().map_or("", |(_, text)| text);
        let message = match self.0.len() {
            0 | 1 => first.to_owned(),
            2 => format!("{first} (and 1 more error)"),
            count => format!("{first} (and {} more errors)", count - 1),
        };
        json!({ "message": message, "errors": fields })
    }
}
