//! The minute between two QR codes: when it begins, and how long it lasts.

use std::time::Duration;

use super::Scope;
use super::registry::registry;
use crate::clock::Clock;
use crate::progress::Progress;

/// "This endpoint is limited to 1 request per minute": the service's page "Request New QR Code".
const MINUTE: Duration = Duration::from_mins(1);

/// The service's minute begins when *it* counts the request, later than we sent it; and it counts
/// in whole seconds.
const MARGIN: Duration = Duration::from_secs(1);

/// How a POST for a QR code ended, as far as the limit is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A 2xx, usable or not.
    Counted,
    /// It went out, and nobody knows what became of it.
    Unknown,
    /// 429, with the wait that the service asks for.
    Limited(Duration),
    /// It did not go out, or was refused.
    Free,
}

impl Verdict {
    /// How long no other POST may follow, from the end of this one.
    pub(crate) fn cooldown(self) -> Option<Duration> {
        match self {
            Self::Counted | Self::Unknown => Some(MINUTE + MARGIN),
            Self::Limited(wait) => Some(wait + MARGIN),
            Self::Free => None,
        }
    }
}

/// A POST for a QR code that is under way. However it ends, by an answer, an error or because
/// nobody waits for it any longer, the process remembers what that means for the next one.
pub(crate) struct QrPost<'a> {
    scope: &'a Scope,
    instance: &'a str,
    clock: &'a Clock,
    progress: &'a Progress,
    settled: bool,
}

impl<'a> QrPost<'a> {
    pub(crate) fn begin(
        scope: &'a Scope,
        instance: &'a str,
        clock: &'a Clock,
        progress: &'a Progress,
    ) -> Self {
        Self { scope, instance, clock, progress, settled: false }
    }

    pub(crate) fn end(mut self, verdict: Verdict) {
        self.settle(verdict);
    }

    fn settle(&mut self, verdict: Verdict) {
        self.settled = true;
        if let Some(wait) = verdict.cooldown() {
            let until = self.clock.now() + wait;
            registry().cool(self.scope, self.instance, until, verdict != Verdict::Unknown);
        }
    }
}

impl Drop for QrPost<'_> {
    fn drop(&mut self) {
        if !self.settled && self.progress.was_sent() {
            self.settle(Verdict::Unknown);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::base_url::BaseUrl;
    use crate::clock::Moment;

    /// How long no code may be asked for after a POST that was `sent` or not, and ended so.
    fn left_after(sent: bool, end: impl FnOnce(QrPost<'_>)) -> Duration {
        let clock = Clock::virtual_time(); // each has its own past
        let scope = Scope::new(&BaseUrl::parse("http://localhost", false).unwrap(), &clock, "a");
        let progress = Progress::new(Moment::default());
        let post = QrPost::begin(&scope, "x", &clock, &progress);
        progress.sent_flag().store(sent, Ordering::Release);
        end(post);
        scope.qr_cooldown("x", clock.now())
    }

    #[test]
    fn a_post_begins_its_minute_as_it_ended() {
        let minute = Duration::from_secs(61);
        assert_eq!(left_after(true, |post| post.end(Verdict::Counted)), minute);
        assert_eq!(left_after(true, |post| post.end(Verdict::Unknown)), minute);
        let limited = Verdict::Limited(Duration::from_secs(9));
        assert_eq!(left_after(true, |post| post.end(limited)), Duration::from_secs(10));
        assert_eq!(left_after(true, |post| post.end(Verdict::Free)), Duration::ZERO);
    }

    #[test]
    fn a_post_that_was_dropped_begins_it_only_if_it_went_out() {
        assert_eq!(left_after(true, |post| drop(post)), Duration::from_secs(61));
        assert_eq!(left_after(false, |post| drop(post)), Duration::ZERO);
    }
}
