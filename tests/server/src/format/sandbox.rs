//! The stateful stand-in as a scenario's wire: its instances, and what happens to them when.

use serde::Deserialize;
use serde_json::Value;

use super::wire::Answer;

/// The stand-in: what it starts with, and what its phone and its faults do on the client's clock.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sandbox {
    /// The instances it starts with, in normal form.
    pub instances: Vec<Value>,
    /// What a QR POST does.
    #[serde(default)]
    pub qr_post: QrPost,
    /// How requests are counted.
    #[serde(default)]
    pub limits: Limits,
    /// What happens by itself.
    #[serde(default)]
    pub timeline: Vec<Timed>,
}

/// What a QR POST does; the documentation does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QrPost {
    /// It begins six new codes.
    #[default]
    NewCycle,
    /// It gives the one that is on.
    CurrentCode,
    /// It is refused with a 422 unless a scan is waited for.
    OnlyWhileScanning,
}

/// How requests are counted; the documentation does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limits {
    /// Each operation by itself.
    #[default]
    PerOperation,
    /// All of a user together.
    Shared,
    /// Not at all.
    None,
}

/// Something that happens at a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timed {
    /// Seconds on the client's clock, from the first step.
    pub at: f64,
    /// The phone scans.
    pub scan: Option<Scan>,
    /// Answers go wrong.
    pub fail: Option<Answer>,
    /// An instance changes by itself.
    pub set_status: Option<SetStatus>,
}

/// A phone that scans what was shown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// Whose code.
    pub instance: String,
    /// Which of the codes that were shown, from 1; the last one if none is named.
    pub code: Option<u64>,
    /// How it ends, if not with a linked phone.
    pub ends: Option<ScanEnd>,
}

/// How a scan ends, if not with a linked phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanEnd {
    /// The phone refuses.
    Refused,
    /// It is the phone of another number.
    OtherPhone,
    /// A passkey is asked for.
    Passkey,
}

/// An instance that changes by itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetStatus {
    /// Which one.
    pub instance: String,
    /// To what.
    pub status: String,
}

impl Timed {
    /// What is wrong with the entry itself.
    pub(crate) fn defect(&self) -> Option<String> {
        let things = usize::from(self.scan.is_some())
            + usize::from(self.fail.is_some())
            + usize::from(self.set_status.is_some());
        (things != 1).then(|| "an entry of `timeline` does one thing".into())
    }
}
