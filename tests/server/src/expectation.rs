//! What a step must come to, and the comparison with what came.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::canaries::Canaries;
use crate::format::{Expect, Operation};
use crate::matching;

/// What came of a step, as a runner reports it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StepResult {
    /// The value, in normal form.
    pub value: Option<Value>,
    /// The error, in normal form.
    pub error: Option<Value>,
    /// The text of what a token callback threw.
    pub thrown: Option<String>,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Every way in which the language writes the value or the error.
    pub renderings: Vec<String>,
    /// Seconds, by the client's clock.
    pub took: Option<f64>,
    /// The instance's own token, revealed.
    pub access_token: Option<Value>,
    /// What was read of the QR code.
    pub qr: Map<String, Value>,
}

/// What a step must come to.
#[derive(Debug)]
pub(crate) struct Expectation {
    pub(crate) subject: Subject,
    pub(crate) expect: Expect,
    /// How many results are still to come.
    pub(crate) unchecked: u64,
}

/// What kind of step it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject {
    Call(Operation),
    Construction,
    Reading,
    Session,
    /// A session whose end alone is waited for.
    Waiting,
}

impl Expectation {
    /// What is wrong with the result.
    pub(crate) fn mismatches(&self, result: &StepResult, canaries: &Canaries) -> Vec<String> {
        if self.cancelled_by_the_language(result) {
            return canaries.in_result(result, &self.expect.never);
        }
        let expect = &self.expect;
        let mut found = self.ending(result);
        if let Some(pattern) = &expect.value {
            found.extend(matching::mismatches("value", pattern, result.value.as_ref()));
        }
        if let Some(pattern) = &expect.error {
            found.extend(matching::mismatches("error", pattern, result.error.as_ref()));
        }
        if let Some(error) = &result.error {
            found.extend(self.unfit_error(error));
        }
        if let Some(pattern) = &expect.took {
            let took = result.took.map(Value::from);
            found.extend(matching::mismatches("took", pattern, took.as_ref()));
        }
        if let Some(pattern) = &expect.access_token {
            let token = result.access_token.as_ref();
            found.extend(matching::mismatches("access_token", pattern, token));
        }
        for (reading, pattern) in &expect.qr {
            found.extend(read(reading, pattern, &result.qr));
        }
        found.extend(self.unwritten(result));
        found.extend(canaries.in_result(result, &expect.never));
        found
    }

    /// What was not handed over in the language's own words: no secret could be found in it.
    fn unwritten(&self, result: &StepResult) -> Option<String> {
        let written = result.renderings.iter().map(String::as_str);
        if let Some(error) = &result.error {
            let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
            let told = written.filter(|text| text.contains(message)).count() > 0;
            return (!told)
                .then(|| format!("renderings: none of them has the error's {message:?}"));
        }
        let calls = matches!(self.subject, Subject::Call(_) | Subject::Session | Subject::Waiting);
        let told = written.filter(|text| !text.trim().is_empty()).count() > 0;
        let has_value = calls && result.value.is_some();
        (has_value && !told).then(|| "renderings: the value is in none".to_owned())
    }

    /// Whether a wait for a session's end was cancelled in a language that cancels a wait by its own
    /// means alone, and so has no error for it.
    fn cancelled_by_the_language(&self, result: &StepResult) -> bool {
        let closed = self.expect.error.as_ref().is_some_and(|error| error["code"] == "closed");
        let cancelled = result.cancelled && result.error.is_none() && result.value.is_none();
        matches!(self.subject, Subject::Waiting) && closed && cancelled
    }

    /// Value, error, what was thrown, or nothing for a cancelled call.
    fn ending(&self, result: &StepResult) -> Vec<String> {
        let (expect, code) = (&self.expect, |error: &Option<Value>| {
            let code = error.as_ref().and_then(|error| error.get("code"));
            code.and_then(Value::as_str).unwrap_or("an error").to_owned()
        });
        let came = match result {
            StepResult { thrown: Some(text), .. } => format!("what was thrown ({text})"),
            StepResult { error: Some(error), .. } => {
                let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
                format!("{} ({message})", code(&result.error))
            }
            StepResult { value: Some(_), .. } => "a value".into(),
            StepResult { cancelled: true, .. } => "a cancelled call".into(),
            _ if matches!(self.subject, Subject::Reading) => return Vec::new(),
            _ => "nothing at all".into(),
        };
        let as_expected = (expect.value.is_some() && came == "a value")
            || (expect.error.is_some() && result.error.is_some() && result.thrown.is_none())
            || (expect.cancelled && came == "a cancelled call")
            || (expect.thrown.is_some() && expect.thrown == result.thrown);
        if as_expected {
            return Vec::new();
        }
        let expected = match expect {
            Expect { value: Some(_), .. } => "a value".into(),
            Expect { error: Some(_), .. } => code(&expect.error),
            Expect { thrown: Some(text), .. } => format!("what was thrown ({text})"),
            _ => "a cancelled call".to_owned(),
        };
        vec![format!("expected {expected}, got {came}")]
    }

    /// What every error has to be, whatever the scenario says.
    fn unfit_error(&self, error: &Value) -> Vec<String> {
        let mut found = Vec::new();
        let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
        if message.is_empty() || message.contains(['\n', '\r', '\u{1b}']) {
            found.push(format!("error.message: not one line for a person: {message:?}"));
        }
        let number = |key: &str| error.get(key).is_some_and(Value::is_number);
        if !number("attempts") || !number("elapsed") {
            found.push("error: attempts and elapsed are numbers".to_owned());
        }
        if let Subject::Call(operation) = self.subject {
            let has_outcome = error.get("outcome").is_some_and(Value::is_string);
            if has_outcome != operation.is_post() {
                found.push(format!(
                    "error.outcome: a POST's alone, and always; {operation}: {error}"
                ));
            }
            let of = error.get("operation").and_then(Value::as_str);
            if operation != Operation::QrCooldown && of != Some(operation.name()) {
                found.push(format!("error.operation: expected {operation}, got {of:?}"));
            }
        }
        found
    }
}

fn read(reading: &str, pattern: &Value, read: &Map<String, Value>) -> Vec<String> {
    let at = format!("qr.{reading}");
    if reading != "png_size" {
        return matching::mismatches(&at, pattern, read.get(reading));
    }
    let png = read.get("png").and_then(Value::as_str).unwrap_or_default();
    let size = base64_simd::STANDARD.decode_to_vec(png).ok().and_then(|png| size(&png));
    let size = size.map(|(width, height)| Value::from(vec![width, height]));
    matching::mismatches(&at, pattern, size.as_ref())
}

/// Width and height, as IHDR says them.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    (png.get(12..16)? == b"IHDR").then_some((number(16)?, number(20)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mismatches(expect: Value, result: Value) -> Vec<String> {
        let expectation = Expectation {
            subject: Subject::Call(Operation::Restart),
            expect: serde_json::from_value(expect).unwrap(),
            unchecked: 1,
        };
        let mut result: StepResult = serde_json::from_value(result).unwrap();
        result.renderings.push("The service failed. It failed.".to_owned());
        expectation.mismatches(&result, &Canaries::new(["canary-token".to_owned()]))
    }

    #[test]
    fn an_error_is_not_a_value_nor_the_other_way_round() {
        let error = json!({"code": "server", "message": "The service failed.", "outcome": "unknown", "operation": "restart", "attempts": 1, "elapsed": 0.1});
        assert_eq!(
            mismatches(json!({"error": {"code": "server"}}), json!({"error": error})),
            [""; 0]
        );
        let found = mismatches(json!({"value": {}}), json!({"error": error}));
        assert_eq!(found[0], "expected a value, got server (The service failed.)");
        assert!(!mismatches(json!({"error": {"code": "server"}}), json!({"value": {}})).is_empty());
        assert!(!mismatches(json!({"cancelled": true}), json!({"value": {}})).is_empty());
        assert!(!mismatches(json!({"cancelled": true}), json!({})).is_empty());
    }

    #[test]
    fn a_post_without_an_outcome_is_found() {
        let error = json!({"code": "server", "message": "It failed.", "operation": "restart", "attempts": 1, "elapsed": 0.1});
        let found = mismatches(json!({"error": {"code": "server"}}), json!({"error": error}));
        assert!(found[0].contains("outcome"), "{found:?}");
    }

    #[test]
    fn what_is_not_written_down_is_found() {
        let found = |subject, result: Value| {
            let expect = Expect::default();
            let result = serde_json::from_value(result).unwrap();
            Expectation { subject, expect, unchecked: 1 }.unwritten(&result)
        };
        let call = Subject::Call(Operation::Restart);
        let error = json!({"message": "It failed."});
        assert!(found(call, json!({"value": {}})).is_some());
        assert!(found(call, json!({"value": {}, "renderings": [" "]})).is_some());
        assert!(found(call, json!({"error": error, "renderings": ["Error"]})).is_some());
        assert!(found(Subject::Construction, json!({"error": error})).is_some());
        assert_eq!(found(call, json!({"value": {}, "renderings": ["Restarted"]})), None);
        assert_eq!(found(call, json!({"error": error, "renderings": ["E: It failed."]})), None);
        assert_eq!(found(Subject::Construction, json!({"value": {}})), None);
        assert_eq!(found(Subject::Reading, json!({})), None);
    }

    #[test]
    fn a_token_in_any_rendering_is_found() {
        let found = mismatches(
            json!({"value": {}}),
            json!({"value": {}, "renderings": ["x canary-token x"]}),
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_wait_may_end_as_the_language_cancels_it() {
        let expectation = |subject, code: &str| {
            let expect = serde_json::from_value(json!({"error": {"code": code}})).unwrap();
            Expectation { subject, expect, unchecked: 1 }
        };
        let result = StepResult { cancelled: true, ..StepResult::default() };
        let accepted =
            |subject, code| expectation(subject, code).cancelled_by_the_language(&result);
        assert!(accepted(Subject::Waiting, "closed"));
        assert!(!accepted(Subject::Waiting, "link_timeout"));
        assert!(!accepted(Subject::Session, "closed"));
    }
}
