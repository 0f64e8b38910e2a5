//! The phone simulator.

use super::Sandbox;
use crate::deed::{Deed, Manner, Named, Outcome, Scan, ScanResult};

/// A person with a phone. It scans by the text in a code, so that only a code that was really
/// shown can be scanned.
///
/// ```
/// use hypersender_sandbox::{Sandbox, deed::ScanResult};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::start().await?;
/// assert_eq!(sandbox.phone().scan("2@something,else"), ScanResult::Unknown);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Phone<'a>(pub(super) &'a Sandbox);

impl Phone<'_> {
    /// Scans a code and links the device.
    pub fn scan(self, payload: &str) -> ScanResult {
        self.scan_so(payload, Manner::Accept)
    }

    /// Scans a code, and the person or WhatsApp refuses.
    pub fn refuse(self, payload: &str) -> ScanResult {
        self.scan_so(payload, Manner::Refuse)
    }

    /// Scans a code with a phone of another number.
    pub fn scan_as(self, payload: &str, number: &str) -> ScanResult {
        self.scan_so(payload, Manner::OtherPhone(number.to_owned()))
    }

    /// Scans a code with a phone that wants a passkey: see [`confirm_passkey`](Self::confirm_passkey).
    pub fn scan_with_passkey(self, payload: &str) -> ScanResult {
        self.scan_so(payload, Manner::Passkey)
    }

    /// Scans the code of an instance, by id or name, that was handed out last: what a person does
    /// who looks at the screen.
    pub fn scan_what_is_shown(self, instance: &str) -> ScanResult {
        self.perform(Scan { instance: Some(instance.to_owned()), ..Scan::default() })
    }

    fn scan_so(self, payload: &str, manner: Manner) -> ScanResult {
        self.perform(Scan { payload: Some(payload.to_owned()), manner, ..Scan::default() })
    }

    /// Scans as it says. For an instance that does not exist no code was ever handed out.
    pub fn perform(self, scan: Scan) -> ScanResult {
        match self.0.perform(&Deed::Scan(scan)) {
            Outcome::Scan(result) => result,
            _ => ScanResult::Unknown,
        }
    }

    /// Confirms the passkey that an instance, by id or name, waits for. Whether it did wait.
    pub fn confirm_passkey(self, instance: &str) -> bool {
        let named = Named { instance: Some(instance.to_owned()) };
        self.0.perform(&Deed::ConfirmPasskey(named)) == Outcome::Done
    }

    /// Removes an instance, by id or name, from the linked devices. Whether it was one.
    pub fn unlink(self, instance: &str) -> bool {
        let named = Named { instance: Some(instance.to_owned()) };
        self.0.perform(&Deed::Unlink(named)) == Outcome::Done
    }
}
