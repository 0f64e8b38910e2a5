//! What must come of a step.

use serde::Deserialize;
use serde_json::{Map, Value};

/// What can be read of a QR code, as expectations name it.
pub const QR_READINGS: [&str; 7] =
    ["payload", "png_size", "data_uri", "svg", "terminal", "is_expired", "expires_in"];

/// What must come of a step: one of the first four, or only what is read of a QR code.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// A value, in normal form.
    pub value: Option<Value>,
    /// An error, in normal form.
    pub error: Option<Value>,
    /// What a token callback threw reached the caller as it was.
    pub thrown: Option<String>,
    /// The call was cancelled.
    #[serde(default)]
    pub cancelled: bool,
    /// Seconds on the client's clock.
    pub took: Option<Value>,
    /// More texts that must not be in any rendering.
    #[serde(default)]
    pub never: Vec<Value>,
    /// The instance's own token, revealed.
    pub access_token: Option<Value>,
    /// What is read of the QR code.
    #[serde(default)]
    pub qr: Map<String, Value>,
}

impl Expect {
    /// How the step ends, in the words of the tables: `ok`, `cancelled`, `thrown` or a code.
    pub fn ending(&self) -> Option<&str> {
        if let Some(error) = &self.error {
            return error.get("code")?.as_str();
        }
        match self {
            Self { value: Some(_), .. } => Some("ok"),
            Self { thrown: Some(_), .. } => Some("thrown"),
            Self { cancelled: true, .. } => Some("cancelled"),
            _ => None,
        }
    }

    /// What is wrong with the expectation itself.
    pub(crate) fn defect(&self) -> Option<String> {
        let endings = usize::from(self.value.is_some())
            + usize::from(self.error.is_some())
            + usize::from(self.thrown.is_some())
            + usize::from(self.cancelled);
        if endings > 1 || (endings == 0 && self.qr.is_empty()) {
            return Some("`expect` needs exactly one of value, error, thrown, cancelled".into());
        }
        if self.error.is_some() && self.ending().is_none() {
            return Some("an expected error needs its `code`".into());
        }
        let unknown = self.qr.keys().find(|key| !QR_READINGS.contains(&key.as_str()))?;
        Some(format!("nothing called `{unknown}` can be read of a QR code"))
    }
}
