//! What the sandbox is told, and what it tells.

use std::fmt;

/// What it is started with: the usual settings, and all others as the JSON of `Settings`.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct SandboxRecord {
    /// How many times as fast as the machine's clock its own runs.
    #[uniffi(default)]
    pub speed: Option<f64>,
    /// The instances that exist at the start.
    #[uniffi(default)]
    pub instances: Vec<SandboxInstance>,
    /// All other settings.
    #[uniffi(default)]
    pub settings: Option<String>,
}

/// An instance of the sandbox: what is wanted, or what it is.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct SandboxInstance {
    /// Its id.
    #[uniffi(default)]
    pub id: Option<String>,
    /// Its name.
    #[uniffi(default)]
    pub name: Option<String>,
    /// Its phone number.
    #[uniffi(default)]
    pub phone: Option<String>,
    /// Its status.
    #[uniffi(default)]
    pub status: Option<String>,
}

/// A request that the sandbox got.
#[derive(Debug, Clone, uniffi::Record)]
pub struct SandboxRequest {
    /// Its number, from 1.
    pub number: u64,
    /// `GET` or `POST`.
    pub method: String,
    /// The path, as sent.
    pub path: String,
    /// The query, as sent.
    pub query: Option<String>,
    /// What it asked for.
    pub operation: Option<String>,
    /// About which instance.
    pub instance: Option<String>,
    /// The body, as text.
    pub body: String,
    /// Seconds since the sandbox was started, by its clock.
    pub at: f64,
    /// The status of the answer.
    pub status: Option<u16>,
    /// How its exchange ended: `answered`, `client_left`, `reset`, `closed`.
    pub end: Option<String>,
}

/// What the person with the phone does.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum ScanManner {
    /// Links the device.
    Accept,
    /// Refuses.
    Refuse,
    /// Has another number.
    OtherPhone {
        /// That number.
        number: String,
    },
    /// Is too slow: the code is dead.
    Late,
    /// Needs a passkey.
    Passkey,
}

/// Why the sandbox could not do something.
#[derive(Debug, uniffi::Error)]
pub enum SandboxError {
    /// What is wrong.
    Failed {
        /// In a sentence.
        text: String,
    },
    /// It was stopped.
    Stopped,
}

impl fmt::Display for SandboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed { text } => text,
            Self::Stopped => "It was stopped.",
        })
    }
}

impl std::error::Error for SandboxError {}
