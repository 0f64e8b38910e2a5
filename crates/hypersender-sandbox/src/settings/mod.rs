//! What a sandbox can be told before it starts. All of it can be written as JSON.

mod check;
mod limits;
mod meanings;
mod times;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use limits::{Counter, Limits, Scope};
pub use meanings::{AccessToken, InstanceTokens, OnNewQr};
pub use times::{Codes, Times};

use crate::deed::NewInstance;
use crate::faults::Rule;
use crate::timeline::Event;
use crate::vocabulary::seconds;

/// Everything that a sandbox is started with. [`Sandbox::builder`](crate::Sandbox::builder) sets
/// the usual ones.
///
/// ```
/// use hypersender_sandbox::{OnNewQr, Settings};
///
/// let settings: Settings = serde_json::from_str(r#"{
///     "speed": 60,
///     "on_new_qr": "current",
///     "limits": {"counter": "shared"},
///     "instances": [{"name": "Shop", "status": "FAILED"}],
///     "when": [{"shown": 1, "after": 8, "do": {"scan": {}}}]
/// }"#)?;
/// assert_eq!(settings.on_new_qr, OnNewQr::Current);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// Makes ids, tokens and codes the same in every run. Without it they are random.
    pub seed: Option<u64>,
    /// How many times as fast as the machine's clock the sandbox's runs.
    pub speed: f64,
    /// Whether time jumps from wait to wait instead: see
    /// [`Clock::virtual_time`](hypersender::clock::Clock::virtual_time).
    pub virtual_time: bool,
    /// The port of the loopback interface; 0 is any free one.
    pub port: u16,
    /// The token of the first account; one of the usual form is made up otherwise.
    pub token: Option<String>,
    /// The accounts, by name. Each has a token and sees only its own instances.
    pub accounts: Vec<String>,
    /// The instances that exist at the start.
    pub instances: Vec<NewInstance>,
    /// What a request for a new QR code means.
    pub on_new_qr: OnNewQr,
    /// The status of the answer to a create; the documentation does not say which.
    pub create_status: u16,
    /// Which instances have their token in answers.
    pub access_token: AccessToken,
    /// What an instance's own token may do.
    pub instance_tokens: InstanceTokens,
    /// How often each operation may be called.
    pub limits: Limits,
    /// How long an instance takes for its steps.
    pub times: Times,
    /// How long the codes live, and how many there are.
    pub codes: Codes,
    /// How long every answer is held back.
    #[serde(with = "seconds")]
    pub latency: Duration,
    /// What happens by itself.
    pub when: Vec<Event>,
    /// What goes wrong.
    pub faults: Vec<Rule>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: None,
            speed: 1.0,
            virtual_time: false,
            port: 0,
            token: None,
            accounts: vec!["account".to_owned()],
            instances: vec![NewInstance::default()],
            on_new_qr: OnNewQr::default(),
            create_status: 201,
            access_token: AccessToken::default(),
            instance_tokens: InstanceTokens::default(),
            limits: Limits::default(),
            times: Times::default(),
            codes: Codes::default(),
            latency: Duration::ZERO,
            when: Vec::new(),
            faults: Vec::new(),
        }
    }
}
