//! In the place of the sandbox in a library that is built without it, for apps: none ever runs.

use hypersender::ClientBuilder;

use super::records::{SandboxError, SandboxInstance, SandboxRecord, SandboxRequest, ScanManner};

type Result<T> = std::result::Result<T, SandboxError>;

/// A sandbox that runs: there is no such thing.
pub(super) enum Running {}

#[allow(clippy::needless_pass_by_value, clippy::unused_async, reason = "as where there is one")]
impl Running {
    pub(super) fn start(_: SandboxRecord) -> Result<Self> {
        let text = "This native library is the one for apps, which has no sandbox in it.";
        Err(SandboxError::Failed { text: text.to_owned() })
    }

    pub(super) fn url(&self) -> String {
        match *self {}
    }

    pub(super) fn token(&self) -> String {
        match *self {}
    }

    pub(super) fn replace_token(&self) -> String {
        match *self {}
    }

    pub(super) fn client_builder(&self) -> ClientBuilder {
        match *self {}
    }

    pub(super) fn instances(&self) -> Vec<SandboxInstance> {
        match *self {}
    }

    pub(super) fn advance(&self, _: f64) -> Result<()> {
        match *self {}
    }

    pub(super) fn scan(
        &self,
        _: Option<String>,
        _: Option<String>,
        _: ScanManner,
    ) -> Result<String> {
        match *self {}
    }

    pub(super) fn confirm_passkey(&self, _: String) -> bool {
        match *self {}
    }

    pub(super) fn perform(&self, _: &str) -> Result<String> {
        match *self {}
    }

    pub(super) fn expect(&self, _: &str) -> Result<()> {
        match *self {}
    }

    pub(super) fn requests(&self) -> Vec<SandboxRequest> {
        match *self {}
    }

    pub(super) async fn wait_for_request(
        &self,
        _: u64,
        _: Option<String>,
        _: bool,
    ) -> SandboxRequest {
        match *self {}
    }

    pub(super) fn open_connections(&self) -> u64 {
        match *self {}
    }

    pub(super) fn reset(&self) {
        match *self {}
    }
}
