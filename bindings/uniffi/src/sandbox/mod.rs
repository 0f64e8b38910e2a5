//! The stand-in for the service, for the host's tests. A library for apps is built without it: there
//! the names are the same, so that the host's code is, and none can be started.

mod records;
#[cfg(not(feature = "sandbox"))]
#[path = "absent.rs"]
mod running;
#[cfg(feature = "sandbox")]
mod running;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use hypersender::ErrorKind;
use hypersender::clock::Clock;

pub use self::records::{SandboxError, SandboxInstance, SandboxRecord, SandboxRequest, ScanManner};
use self::running::Running;
use crate::client::NativeClient;
use crate::error::NativeError;
use crate::options::ClientRecord;
use crate::runtime::{self, CancelToken, drive};
use crate::values::Secret;

/// A running sandbox.
#[derive(uniffi::Object)]
pub struct NativeSandbox(RwLock<Option<Arc<Running>>>);

#[uniffi::export]
impl NativeSandbox {
    /// Starts one.
    #[uniffi::constructor]
    pub fn start(options: SandboxRecord) -> Result<Arc<Self>, SandboxError> {
        Running::start(options).map(Self::holding)
    }

    /// The base URL for clients.
    pub fn url(&self) -> Result<String, SandboxError> {
        Ok(self.get()?.url())
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
    ///
    /// It keeps the sandbox running: who has the client alone still has somebody to talk to.
    pub fn client(
        self: Arc<Self>,
        options: ClientRecord,
    ) -> Result<Arc<NativeClient>, NativeError> {
        let builder = self.running()?.client_builder();
        NativeClient::build(builder, options, Some(self))
    }

    /// The instances as they are.
    pub fn instances(&self) -> Result<Vec<SandboxInstance>, SandboxError> {
        Ok(self.get()?.instances())
    }

    /// Lets seconds pass.
    pub fn advance(&self, seconds: f64) -> Result<(), SandboxError> {
        self.get()?.advance(seconds)
    }

    /// A phone scans the code with this text. What comes of it.
    pub fn scan(&self, payload: &Secret, manner: ScanManner) -> Result<String, SandboxError> {
        self.get()?.scan(Some(payload.0.reveal().to_owned()), None, manner)
    }

    /// A phone scans the code that the instance showed last. What comes of it.
    pub fn scan_what_is_shown(&self, instance: String) -> Result<String, SandboxError> {
        self.get()?.scan(None, Some(instance), ScanManner::Accept)
    }

    /// Confirms the passkey that an instance waits for. Whether it did.
    pub fn confirm_passkey(&self, instance: String) -> Result<bool, SandboxError> {
        Ok(self.get()?.confirm_passkey(instance))
    }

    /// Does anything: the JSON of a `Deed`, answered with that of its `Outcome`.
    pub fn perform(&self, deed: &str) -> Result<String, SandboxError> {
        self.get()?.perform(deed)
    }

    /// Plans anything: the JSON of an `Event`.
    pub fn expect(&self, event: &str) -> Result<(), SandboxError> {
        self.get()?.expect(event)
    }

    /// The requests so far.
    pub fn requests(&self) -> Result<Vec<SandboxRequest>, SandboxError> {
        Ok(self.get()?.requests())
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
        let wait = async move { sandbox.wait_for_request(after, operation, ended).await };
        Ok(drive(&Clock::system(), cancel, wait).await?)
    }

    /// The connections that are open.
    pub fn open_connections(&self) -> Result<u64, SandboxError> {
        Ok(self.get()?.open_connections())
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
        runtime::within(|| drop(sandbox));
    }
}

impl NativeSandbox {
    fn holding(running: Running) -> Arc<Self> {
        Arc::new(Self(RwLock::new(Some(Arc::new(running)))))
    }

    fn get(&self) -> Result<Arc<Running>, SandboxError> {
        let sandbox = self.0.read().unwrap_or_else(PoisonError::into_inner);
        sandbox.clone().ok_or(SandboxError::Stopped)
    }

    fn running(&self) -> Result<Arc<Running>, NativeError> {
        self.get().map_err(|_| NativeError::of_kind(ErrorKind::Closed, "The sandbox was stopped."))
    }
}

impl Drop for NativeSandbox {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for NativeSandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativeSandbox")
    }
}
