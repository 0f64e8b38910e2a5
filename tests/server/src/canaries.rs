//! Texts that must not appear in any rendering of anything: tokens, texts of QR codes, passwords.

use serde_json::Value;

use crate::expectation::StepResult;

/// Shorter ones would be found where they are not.
const SHORTEST: usize = 8;

/// The secrets of a run.
#[derive(Debug, Default)]
pub(crate) struct Canaries(Vec<String>);

impl Canaries {
    /// Each of these, and each part of it that white space sets apart.
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut canaries: Vec<String> = secrets
            .into_iter()
            .flat_map(|secret| {
                let parts: Vec<_> = secret.split_whitespace().map(str::to_owned).collect();
                [vec![secret], parts].concat()
            })
            .filter(|secret| secret.len() >= SHORTEST)
            .collect();
        canaries.sort();
        canaries.dedup();
        Self(canaries)
    }

    /// Where one of them, or of `more`, is in a result.
    pub(crate) fn in_result(&self, result: &StepResult, more: &[Value]) -> Vec<String> {
        let normal_forms = [&result.value, &result.error];
        let texts: Vec<String> = normal_forms
            .into_iter()
            .flatten()
            .map(Value::to_string)
            .chain(result.renderings.iter().cloned())
            .collect();
        let forbidden =
            self.0.iter().map(String::as_str).chain(more.iter().filter_map(Value::as_str));
        forbidden
            .filter_map(|secret| {
                let text = texts.iter().find(|text| text.contains(secret))?;
                let shown: String = text.chars().take(300).collect();
                Some(format!("{secret:?} must not be in any rendering, and is in: {shown}"))
            })
            .collect()
    }
}

/// Every `access_token` in an answer.
pub(crate) fn access_tokens(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| access_tokens(item, found)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(token) if key == "access_token" => found.push(token.clone()),
                    _ => access_tokens(value, found),
                }
            }
        }
        _ => {}
    }
}

/// The password in a URL such as a proxy's.
pub(crate) fn password(url: &str) -> Option<String> {
    let (login, _) = url.split_once("://")?.1.rsplit_once('@')?;
    Some(login.split_once(':')?.1.to_owned())
}
