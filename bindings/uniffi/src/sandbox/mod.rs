//! The stand-in for the service, for the host's tests: on a thread of its own.

mod records;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender::{ErrorKind, Operation};
use hypersender_sandbox::deed::{Deed, Named, Outcome, Scan};
use hypersender_sandbox::{Entry, Sandbox};

pub use self::records::{SandboxError, SandboxInstance, SandboxRecord, SandboxRequest, ScanManner};
use crate::client::NativeClient;
use crate::error::NativeError;
use crate::options::ClientRecord;
use crate::runtime::{self, CancelToken, drive};
use crate::values::Secret;

/// A running sandbox.
#[derive(uniffi::Object)]
pub struct NativeSandbox(RwLock<Option<Arc<Sandbox>>>);

#[uniffi::export]
impl NativeSandbox {
    /// Starts one.
    #[uniffi::constructor]
    pub fn start(options: SandboxRecord) -> Result<Arc<Self>, SandboxError> {
        let settings = options.settings().map_err(|error| failed(&error))?;
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
        let sandbox = self.running()?;
        NativeClient::build(sandbox.client_builder(), options)
    }

    /// The instances as they are.
    pub fn instances(&self) -> Result<Vec<SandboxInstance>, SandboxError> {
        Ok(self.get()?.instances().into_iter().map(SandboxInstance::from).collect())
    }

    /// Lets seconds pass.
    pub fn advance(&self, seconds: f64) -> Result<(), SandboxError> {
        let by = Duration::try_from_secs_f64(seconds).map_err(|error| failed(&error))?;
        self.get()?.advance(by);
        Ok(())
    }

    /// A phone scans the code with this text. What comes of it.
    pub fn scan(&self, payload: &Secret, manner: ScanManner) -> Result<String, SandboxError> {
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
        let sandbox = self.running()?;
        let fits = move |entry: &Entry| {
            entry.number > after
                && (operation.is_none()
                    || operation.as_deref() == entry.operation.map(Operation::name))
                && (!ended || entry.end.is_some())
        };
        let clock = Clock::system();
        let entry =
            drive(&clock, cancel, async move { sandbox.wait_for_request(fits).await }).await?;
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

    fn running(&self) -> Result<Arc<Sandbox>, NativeError> {
        self.get().map_err(|_| NativeError::of_kind(ErrorKind::Closed, "The sandbox was stopped."))
    }

    fn phone(&self, scan: Scan) -> Result<String, SandboxError> {
        let outcome = self.get()?.perform(&Deed::Scan(scan));
        let written = serde_json::to_value(outcome).map_err(|error| failed(&error))?;
        Ok(written["scan"].as_str().unwrap_or("unknown").to_owned())
    }
}

fn failed(error: &dyn fmt::Display) -> SandboxError {
    SandboxError::Failed { text: error.to_string() }
}

impl fmt::Debug for NativeSandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativeSandbox")
    }
}
