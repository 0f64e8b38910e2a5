//! The settings of a sandbox, one by one.

use std::io;
use std::time::Duration;

use super::Sandbox;
use crate::deed::NewInstance;
use crate::faults::Rule;
use crate::settings::{AccessToken, Codes, InstanceTokens, Limits, OnNewQr, Settings, Times};
use crate::timeline::Event;

/// The settings of a [`Sandbox`].
///
/// ```
/// use std::time::Duration;
/// use hypersender_sandbox::{Limits, OnNewQr, Sandbox, deed::NewInstance};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::builder()
///     .speed(60.0) // a minute lasts a second
///     .limits(Limits::shared())
///     .on_new_qr(OnNewQr::Current)
///     .accept_delay(Duration::from_secs(2))
///     .instances([NewInstance::named("Shop").status("FAILED")])
///     .start()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Builder(Settings);

impl Builder {
    /// All settings at once.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.0 = settings;
        self
    }

    /// Makes ids, tokens and codes the same in every run.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = Some(seed);
        self
    }

    /// How many times as fast as the machine's clock the sandbox's runs.
    pub fn speed(mut self, speed: f64) -> Self {
        self.0.speed = speed;
        self
    }

    /// Time jumps from wait to wait: half an hour takes no longer than its requests. It wants the
    /// sandbox and its clients on one current-thread runtime.
    pub fn virtual_time(mut self) -> Self {
        self.0.virtual_time = true;
        self
    }

    /// The port; any free one otherwise.
    pub fn port(mut self, port: u16) -> Self {
        self.0.port = port;
        self
    }

    /// The token of the first account.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.0.token = Some(token.into());
        self
    }

    /// The names of the accounts; one otherwise.
    pub fn accounts<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.0.accounts = names.into_iter().map(Into::into).collect();
        self
    }

    /// The instances that exist at the start; otherwise one that waits for a scan.
    pub fn instances(mut self, instances: impl IntoIterator<Item = NewInstance>) -> Self {
        self.0.instances = instances.into_iter().collect();
        self
    }

    /// What a request for a new QR code means.
    pub fn on_new_qr(mut self, meaning: OnNewQr) -> Self {
        self.0.on_new_qr = meaning;
        self
    }

    /// The status of the answer to a create; 201 otherwise.
    pub fn create_status(mut self, status: u16) -> Self {
        self.0.create_status = status;
        self
    }

    /// Which instances have their token in answers.
    pub fn access_token(mut self, access_token: AccessToken) -> Self {
        self.0.access_token = access_token;
        self
    }

    /// What an instance's own token may do.
    pub fn instance_tokens(mut self, instance_tokens: InstanceTokens) -> Self {
        self.0.instance_tokens = instance_tokens;
        self
    }

    /// How often each operation may be called.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.0.limits = limits;
        self
    }

    /// How long an instance takes for its steps.
    pub fn times(mut self, times: Times) -> Self {
        self.0.times = times;
        self
    }

    /// How long it takes from a scan until the status shows it; no time otherwise.
    pub fn accept_delay(mut self, delay: Duration) -> Self {
        self.0.times.accept_delay = delay;
        self
    }

    /// How long the codes live, and how many there are.
    pub fn codes(mut self, codes: Codes) -> Self {
        self.0.codes = codes;
        self
    }

    /// How long every answer is held back.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.0.latency = latency;
        self
    }

    /// Something that will happen by itself.
    pub fn expect(mut self, event: Event) -> Self {
        self.0.when.push(event);
        self
    }

    /// Something that will go wrong.
    pub fn fault(mut self, rule: Rule) -> Self {
        self.0.faults.push(rule);
        self
    }

    /// Starts it on the runtime that this is called on.
    ///
    /// # Errors
    /// If the port can't be had, or the settings can't be meant.
    pub async fn start(self) -> io::Result<Sandbox> {
        Sandbox::start_with(self.0).await
    }

    /// Starts it on a thread of its own, for callers without a runtime.
    ///
    /// ```
    /// let sandbox = hypersender_sandbox::Sandbox::builder().speed(60.0).start_blocking()?;
    /// println!("{}", sandbox.url());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`start`](Self::start), and with virtual time, which wants everything on one runtime.
    pub fn start_blocking(self) -> io::Result<Sandbox> {
        Sandbox::start_apart(self.0)
    }
}
