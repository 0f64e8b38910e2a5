//! The stand-in for the service, for the host's tests: on a thread of its own.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use hypersender::Operation;
use hypersender_sandbox::deed::{Deed, Manner, Named, Outcome, Scan};
use hypersender_sandbox::{Entry, Sandbox, Settings};
use serde_json::{Value, json};

use crate::client::NativeClient;
use crate::error::NativeError;
use crate::options::ClientRecord;
use crate::runtime::{self, CancelToken, drive};
use crate::values::Secret;

/// A running sandbox.
#[derive(uniffi::Object)]
pub struct NativeSandbox(RwLock<Option<Arc<Sandbox>>>);

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
}

#[uniffi::export]
impl NativeSandbox {
    /// Starts one.
    #[uniffi::constructor]
    pub fn start(options: SandboxRecord) -> Result<Arc<Self>, SandboxError> {
        let settings = settings(options).map_err(|error| failed(&error))?;
        let sandbox = Sandbox::builder().settings(settings).start_blocking();
        Ok(Self::of(sandbox.map_err(|error| failed(&error))?))
    }

    /// The base URL for clients.
    pub fn url(&self) -> Result<String, SandboxError> {
        Ok(self.get()?.url().to_owned())
    }

    /// The token of its first account.
    pub fn token(&self) -> Result<Secret, SandboxError> {
        Ok(Secret(self.get()?.token().into()))
    }

    /// Takes that token out of service. The new one.
    pub fn replace_token(&self) -> Result<Secret, SandboxError> {
        Ok(Secret(self.get()?.replace_token().into()))
    }

    /// A client with its address, token and clock.
    pub fn client(&self, options: ClientRecord) -> Result<Arc<NativeClient>, NativeError> {
        let sandbox = self.get().map_err(|_| NativeError::closed())?;
        NativeClient::build(sandbox.client_builder(), options)
    }

    /// The instances as they are.
    pub fn instances(&self) -> Result<Vec<SandboxInstance>, SandboxError> {
        let one = |instance: hypersender_sandbox::engine::Snapshot| SandboxInstance {
            id: Some(instance.id),
            name: Some(instance.name),
            phone: Some(instance.phone),
            status: Some(instance.status),
        };
        Ok(self.get()?.instances().into_iter().map(one).collect())
    }

    /// Lets seconds pass.
    pub fn advance(&self, seconds: f64) -> Result<(), SandboxError> {
        let by = Duration::try_from_secs_f64(seconds).map_err(|error| failed(&error))?;
        self.get()?.advance(by);
        Ok(())
    }

    /// A phone scans the code with this text. What comes of it.
    pub fn scan(&self, payload: Secret, manner: ScanManner) -> Result<String, SandboxError> {
        let payload = Some(payload.0.reveal().to_owned());
        self.phone(Scan { payload, manner: manner.into(), ..Scan::default() })
    }

    /// A phone scans the code that the instance showed last. What comes of it.
    pub fn scan_what_is_shown(&self, instance: String) -> Result<String, SandboxError> {
        self.phone(Scan { instance: Some(instance), ..Scan::default() })
    }

    /// Confirms the passkey that an instance waits for. Whether it did.
    pub fn confirm_passkey(&self, instance: String) -> Result<bool, SandboxError> {
        let deed = Deed::ConfirmPasskey(Named { instance: Some(instance) });
        Ok(self.get()?.perform(&deed) == Outcome::Done)
    }

    /// Does anything: the JSON of a `Deed`, answered with that of its `Outcome`.
    pub fn perform(&self, deed: &str) -> Result<String, SandboxError> {
        let deed: Deed = serde_json::from_str(deed).map_err(|error| failed(&error))?;
        serde_json::to_string(&self.get()?.perform(&deed)).map_err(|error| failed(&error))
    }

    /// Plans anything: the JSON of an `Event`.
    pub fn expect(&self, event: &str) -> Result<(), SandboxError> {
        let event = serde_json::from_str(event).map_err(|error| failed(&error))?;
        self.get()?.expect(event);
        Ok(())
    }

    /// The requests so far.
    pub fn requests(&self) -> Result<Vec<SandboxRequest>, SandboxError> {
        Ok(self.get()?.requests().iter().map(SandboxRequest::from).collect())
    }

    /// Waits for a request after that number, to that operation; with `ended`, until its exchange
    /// is over.
    pub async fn wait_for_request(
        &self,
        after: u64,
        operation: Option<String>,
        ended: bool,
        cancel: Option<Arc<CancelToken>>,
    ) -> Result<SandboxRequest, NativeError> {
        let sandbox = self.get().map_err(|_| NativeError::closed())?;
        let fits = move |entry: &Entry| {
            entry.number > after
                && (operation.is_none()
                    || operation.as_deref() == entry.operation.map(Operation::name))
                && (!ended || entry.end.is_some())
        };
        let entry = drive(cancel, async move { sandbox.wait_for_request(fits).await }).await?;
        Ok((&entry).into())
    }

    /// The connections that are open.
    pub fn open_connections(&self) -> Result<u64, SandboxError> {
        Ok(self.get()?.connections().open)
    }

    /// Makes everything as it was at the start.
    pub fn reset(&self) -> Result<(), SandboxError> {
        self.get()?.reset();
        Ok(())
    }

    /// Stops it.
    pub fn stop(&self) {
        let sandbox = self.0.write().unwrap_or_else(PoisonError::into_inner).take();
        // Its end waits for its thread, which must not wait for the runtime's.
        let _runtime = runtime::handle().enter();
        drop(sandbox);
    }
}

impl NativeSandbox {
    /// One that runs already.
    pub fn of(sandbox: Sandbox) -> Arc<Self> {
        Arc::new(Self(RwLock::new(Some(Arc::new(sandbox)))))
    }

    fn get(&self) -> Result<Arc<Sandbox>, SandboxError> {
        let sandbox = self.0.read().unwrap_or_else(PoisonError::into_inner);
        sandbox.clone().ok_or_else(|| SandboxError::Failed { text: "It was stopped.".to_owned() })
    }

    fn phone(&self, scan: Scan) -> Result<String, SandboxError> {
        let outcome = self.get()?.perform(&Deed::Scan(scan));
        let written = serde_json::to_value(outcome).map_err(|error| failed(&error))?;
        Ok(written["scan"].as_str().unwrap_or("unknown").to_owned())
    }
}

fn settings(options: SandboxRecord) -> serde_json::Result<Settings> {
    let mut settings: Value = match &options.settings {
        Some(text) => serde_json::from_str(text)?,
        None => json!({}),
    };
    if let Some(speed) = options.speed {
        settings["speed"] = json!(speed);
    }
    if !options.instances.is_empty() {
        let one = |instance: &SandboxInstance| {
            let mut written = json!({});
            for (key, value) in [
                ("id", &instance.id),
                ("name", &instance.name),
                ("phone", &instance.phone),
                ("status", &instance.status),
            ] {
                if let Some(value) = value {
                    written[key] = json!(value);
                }
            }
            written
        };
        settings["instances"] = options.instances.iter().map(one).collect();
    }
    serde_json::from_value(settings)
}

impl From<ScanManner> for Manner {
    fn from(manner: ScanManner) -> Self {
        match manner {
            ScanManner::Accept => Self::Accept,
            ScanManner::Refuse => Self::Refuse,
            ScanManner::OtherPhone { number } => Self::OtherPhone(number),
            ScanManner::Passkey => Self::Passkey,
        }
    }
}

impl From<&Entry> for SandboxRequest {
    fn from(entry: &Entry) -> Self {
        let end = entry.end.and_then(|end| serde_json::to_value(end).ok());
        Self {
            number: entry.number,
            method: entry.method.clone(),
            path: entry.path.clone(),
            query: entry.query.clone(),
            operation: entry.operation.map(|operation| operation.name().to_owned()),
            instance: entry.instance.clone(),
            body: entry.body.clone(),
            at: entry.since_start.as_secs_f64(),
            status: entry.status,
            end: end.as_ref().and_then(Value::as_str).map(str::to_owned),
        }
    }
}

fn failed(error: &dyn fmt::Display) -> SandboxError {
    SandboxError::Failed { text: error.to_string() }
}

impl fmt::Display for SandboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Failed { text } = self;
        f.write_str(text)
    }
}

impl std::error::Error for SandboxError {}

impl fmt::Debug for NativeSandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativeSandbox")
    }
}
