//! What can happen to a sandbox beside requests: phones that scan, statuses that change.

use serde::{Deserialize, Serialize};

use crate::faults::Rule;

/// One thing that happens. In code, on the timeline and over HTTP they are the same.
///
/// As JSON: `{"scan": {"payload": "2@…"}}`, `{"unlink": {"instance": "…"}}` and so on. Where an
/// instance may be named and isn't, the first one is meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Deed {
    /// A phone scans a code.
    Scan(Scan),
    /// The passkey that the phone asked for was confirmed.
    ConfirmPasskey(Named),
    /// The person removes the instance from the phone's linked devices.
    Unlink(Named),
    /// Somebody asks for a new code on another way than the API: no limit, no line in the log.
    RequestCode(Named),
    /// The instance is restarted, on another way than the API too.
    Restart(Named),
    /// The instance is put into a status, where it stays until something else happens to it.
    SetStatus(SetStatus),
    /// An instance comes into being.
    CreateInstance(NewInstance),
    /// An answer will go wrong.
    Fault(Rule),
    /// No answer goes wrong any more.
    ClearFaults,
    /// The token of that account stops working, and a new one takes its place.
    ReplaceToken {
        /// The account's name; the first one if there is none.
        #[serde(default)]
        account: Option<String>,
    },
}

/// A phone that scans a code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scan {
    /// The text in the code. Without it, the code that was last handed out for the instance: the
    /// one that people look at.
    pub payload: Option<String>,
    /// The instance whose code is meant if there is no payload.
    pub instance: Option<String>,
    /// Which of the codes that were handed out for it, from 1, if there is no payload.
    pub code: Option<u32>,
    /// What the person does with the phone.
    pub manner: Manner,
}

/// What the person does with the phone that scans.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Manner {
    /// Links the device.
    #[default]
    Accept,
    /// Links the device, but the phone has this number instead of the instance's.
    OtherPhone(String),
    /// Is too slow: the code is dead when the phone gets to it, and the phone hangs.
    Late,
    /// Refuses, or WhatsApp says "can't link new devices at this time": the instance goes back to
    /// `SCAN_QR_CODE`, with its next code.
    Refuse,
    /// Needs a passkey: `PASSKEY_REQUIRED` until that is confirmed.
    Passkey,
}

/// An instance by its id or name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Named {
    /// The id or the name; the first instance if there is none.
    pub instance: Option<String>,
}

/// A status for an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetStatus {
    /// The instance's id or name; the first instance if there is none.
    #[serde(default)]
    pub instance: Option<String>,
    /// Any text. `SCAN_QR_CODE` begins a cycle of codes, `WORKING` links a phone.
    pub status: String,
}

/// An instance that comes into being without the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct NewInstance {
    /// Its id; made up otherwise.
    pub id: Option<String>,
    /// Its name; made up otherwise.
    pub name: Option<String>,
    /// Its phone number; made up otherwise.
    pub phone: Option<String>,
    /// Whose it is; the first account's otherwise.
    pub account: Option<String>,
    /// Its status, as in [`SetStatus`].
    pub status: String,
}

impl Default for NewInstance {
    /// One that waits for its code to be scanned.
    fn default() -> Self {
        Self { id: None, name: None, phone: None, account: None, status: "SCAN_QR_CODE".to_owned() }
    }
}

impl NewInstance {
    /// One of that name, otherwise as by default.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// The same with that status.
    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = status.into();
        self
    }

    /// The same with that id.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same with that phone number.
    #[must_use]
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.phone = Some(phone.into());
        self
    }

    /// The same, of that account.
    #[must_use]
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }
}

/// What came of a [`Deed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It was done.
    Done,
    /// What came of a scan.
    Scan(ScanResult),
    /// The id of the instance that came into being.
    Created(String),
    /// The account's new token.
    Token(String),
    /// There is no such instance or account.
    NoSuch,
    /// The instance is not in a state for it.
    NotNow,
    /// There is an instance of that id already.
    Taken,
}

/// What a phone's scan came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ScanResult {
    /// The instance goes to `STARTING` and then to `WORKING`.
    Linked,
    /// The person or WhatsApp refused; the instance goes back to `SCAN_QR_CODE`.
    Refused,
    /// The instance waits for a passkey.
    PasskeyRequired,
    /// The code has expired, was replaced or used. The phone hangs, nothing changes at the
    /// instance.
    Stale,
    /// No code with that text was ever handed out.
    Unknown,
}
