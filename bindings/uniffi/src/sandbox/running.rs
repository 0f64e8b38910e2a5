//! The sandbox itself, on a thread of its own.

use std::fmt;
use std::time::Duration;

use hypersender::{ClientBuilder, Operation};
use hypersender_sandbox::deed::{Deed, Manner, Named, Outcome, Scan};
use hypersender_sandbox::engine::Snapshot;
use hypersender_sandbox::{Entry, Misread, Sandbox, Settings, read};
use serde_json::{Map, Value, json};

use super::NativeSandbox;
use super::records::{SandboxError, SandboxInstance, SandboxRecord, SandboxRequest, ScanManner};

type Result<T> = std::result::Result<T, SandboxError>;

/// A sandbox that runs.
pub(super) struct Running(Sandbox);

impl NativeSandbox {
    /// One that runs already.
    pub fn of(sandbox: Sandbox) -> std::sync::Arc<Self> {
        Self::holding(Running(sandbox))
    }
}

impl Running {
    pub(super) fn start(options: SandboxRecord) -> Result<Self> {
        let settings = settings(options).map_err(|misread| failed(&misread))?;
        let sandbox = Sandbox::builder().settings(settings).start_blocking();
        sandbox.map(Self).map_err(|error| failed(&error))
    }

    pub(super) fn url(&self) -> String {
        self.0.url().to_owned()
    }

    pub(super) fn token(&self) -> String {
        self.0.token()
    }

    pub(super) fn replace_token(&self) -> String {
        self.0.replace_token()
    }

    pub(super) fn client_builder(&self) -> ClientBuilder {
        self.0.client_builder()
    }

    pub(super) fn instances(&self) -> Vec<SandboxInstance> {
        self.0.instances().into_iter().map(SandboxInstance::from).collect()
    }

    pub(super) fn advance(&self, seconds: f64) -> Result<()> {
        let refuse = |_| failed(&"The time has to be a number, not below zero.");
        self.0.advance(Duration::try_from_secs_f64(seconds).map_err(refuse)?);
        Ok(())
    }

    /// A phone scans a code: the one with this text, or what the instance shows.
    pub(super) fn scan(
        &self,
        payload: Option<String>,
        instance: Option<String>,
        manner: ScanManner,
    ) -> Result<String> {
        let scan = Scan { payload, instance, manner: manner.into(), ..Scan::default() };
        let came_to = json!(self.0.phone().perform(scan));
        let name = came_to.as_str().map(str::to_owned);
        name.ok_or_else(|| failed(&format!("A scan can't come to {came_to}.")))
    }

    pub(super) fn confirm_passkey(&self, instance: String) -> bool {
        let deed = Deed::ConfirmPasskey(Named { instance: Some(instance) });
        self.0.perform(&deed) == Outcome::Done
    }

    pub(super) fn perform(&self, deed: &str) -> Result<String> {
        let deed: Deed = read(deed).map_err(|misread| failed(&misread))?;
        serde_json::to_string(&self.0.perform(&deed)).map_err(|error| failed(&error))
    }

    pub(super) fn expect(&self, event: &str) -> Result<()> {
        self.0.expect(read(event).map_err(|misread| failed(&misread))?);
        Ok(())
    }

    pub(super) fn requests(&self) -> Vec<SandboxRequest> {
        self.0.requests().iter().map(SandboxRequest::from).collect()
    }

    pub(super) async fn wait_for_request(
        &self,
        after: u64,
        operation: Option<String>,
        ended: bool,
    ) -> SandboxRequest {
        let fits = move |entry: &Entry| {
            entry.number > after
                && (operation.is_none()
                    || operation.as_deref() == entry.operation.map(Operation::name))
                && (!ended || entry.end.is_some())
        };
        (&self.0.wait_for_request(fits).await).into()
    }

    pub(super) fn open_connections(&self) -> u64 {
        self.0.connections().open
    }

    pub(super) fn reset(&self) {
        self.0.reset();
    }
}

fn settings(options: SandboxRecord) -> std::result::Result<Settings, Misread> {
    let mut settings: Map<String, Value> = match &options.settings {
        Some(text) => read(text)?,
        None => Map::new(),
    };
    if let Some(speed) = options.speed {
        settings.insert("speed".into(), json!(speed));
    }
    if !options.instances.is_empty() {
        let instances = options.instances.into_iter().map(written).collect();
        settings.insert("instances".into(), instances);
    }
    read(&Value::Object(settings).to_string())
}

fn written(instance: SandboxInstance) -> Value {
    let known = [
        ("id", instance.id),
        ("name", instance.name),
        ("phone", instance.phone),
        ("status", instance.status),
    ];
    let given = known.into_iter().filter_map(|(key, value)| Some((key, value?)));
    given.map(|(key, value)| (key.to_owned(), json!(value))).collect()
}

fn failed(error: &dyn fmt::Display) -> SandboxError {
    SandboxError::Failed { text: error.to_string() }
}

impl From<Snapshot> for SandboxInstance {
    fn from(instance: Snapshot) -> Self {
        Self {
            id: Some(instance.id),
            name: Some(instance.name),
            phone: Some(instance.phone),
            status: Some(instance.status),
        }
    }
}

impl From<ScanManner> for Manner {
    fn from(manner: ScanManner) -> Self {
        match manner {
            ScanManner::Accept => Self::Accept,
            ScanManner::Refuse => Self::Refuse,
            ScanManner::OtherPhone { number } => Self::OtherPhone(number),
            ScanManner::Late => Self::Late,
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
