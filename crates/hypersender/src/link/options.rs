//! What a caller may set about a session.

use std::time::Duration;

use crate::qr::QR_LIFETIME;
use crate::{Error, Result, argument};

/// What one listener of a session asks for.
///
/// ```
/// use std::time::Duration;
/// use hypersender::LinkOptions;
///
/// let options = LinkOptions::default().max_qr_codes(5).timeout(Duration::from_secs(600));
/// # let _ = options;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkOptions {
    pub(crate) timeout: Duration,
    pub(crate) max_qr_codes: u32,
    pub(crate) qr_lifetime: Duration,
    pub(crate) restart_on_failed: bool,
}

impl Default for LinkOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_mins(5),
            max_qr_codes: 3,
            qr_lifetime: QR_LIFETIME,
            restart_on_failed: false,
        }
    }
}

impl LinkOptions {
    /// How long the session may take, from the first event that is waited for. 300 s. A code is asked
    /// for only while 20 s or more are left, since getting and scanning one takes as long: a shorter
    /// session can only watch, and show a code that is alive already.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many codes may be shown. 3.
    #[must_use]
    pub fn max_qr_codes(mut self, codes: u32) -> Self {
        self.max_qr_codes = codes;
        self
    }

    /// How long a code is shown, from the moment its request was sent. 60 s, as the service says.
    #[must_use]
    pub fn qr_lifetime(mut self, lifetime: Duration) -> Self {
        self.qr_lifetime = lifetime;
        self
    }

    /// Whether an instance that stays `FAILED` is restarted, once, before the session gives up.
    /// A restart interrupts messaging, so it has to be asked for.
    #[must_use]
    pub fn restart_on_failed(mut self, restart: bool) -> Self {
        self.restart_on_failed = restart;
        self
    }

    /// Refuses what no session can be run with.
    ///
    /// # Errors
    /// `invalid_argument` that names the option: a duration of zero or above 24 h, no code at all.
    pub fn check(&self) -> Result<()> {
        argument::duration("timeout", self.timeout)?;
        argument::duration("qr_lifetime", self.qr_lifetime)?;
        if self.max_qr_codes == 0 {
            return Err(Error::invalid_argument(
                "max_qr_codes",
                "A session needs at least one QR code to show.",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(options: LinkOptions) -> Option<&'static str> {
        options.check().err().and_then(|error| error.argument())
    }

    #[test]
    fn the_defaults_are_those_of_the_documentation() {
        let options = LinkOptions::default();
        assert_eq!(options.timeout, Duration::from_mins(5));
        assert_eq!(options.max_qr_codes, 3);
        assert_eq!(options.qr_lifetime, Duration::from_mins(1));
        assert!(!options.restart_on_failed);
        assert!(options.restart_on_failed(true).restart_on_failed);
        assert_eq!(refused(options), None);
    }

    #[test]
    fn an_option_that_makes_no_sense_is_refused_by_name() {
        let options = LinkOptions::default();
        let day = Duration::from_hours(24);
        let beyond = day + Duration::from_nanos(1);
        assert_eq!(refused(options.timeout(Duration::ZERO)), Some("timeout"));
        assert_eq!(refused(options.timeout(beyond)), Some("timeout"));
        assert_eq!(refused(options.timeout(day)), None);
        assert_eq!(refused(options.qr_lifetime(Duration::ZERO)), Some("qr_lifetime"));
        assert_eq!(refused(options.qr_lifetime(beyond)), Some("qr_lifetime"));
        assert_eq!(refused(options.max_qr_codes(0)), Some("max_qr_codes"));
        assert_eq!(refused(options.max_qr_codes(1)), None);
    }
}
