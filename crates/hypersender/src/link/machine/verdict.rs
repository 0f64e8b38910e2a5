//! What a failed request means for a session (rules 8 and 10).

use super::input::Failure;
use crate::{Error, ErrorKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Waiting changes nothing: the session ends with this error.
    Ends,
    /// 429.
    Limited,
    /// POST: 409 or 422, the instance is in no state for it.
    Refused,
    /// 404 on a look: once it may be a mistake of the service.
    NotFound,
    /// The list can't be had by this token: health is asked instead.
    NoList,
    /// Not a failure of the service: the client was closed, or the local cooldown held it back.
    NotSent,
    /// Everything else is survived.
    Survived,
}

impl Verdict {
    pub(super) fn of_post(failure: &Failure) -> Self {
        match (Self::of_any(failure), failure.error.status()) {
            (Self::Survived, Some(408 | 423 | 425)) => Self::Survived,
            (Self::Survived, Some(409 | 422)) => Self::Refused,
            (Self::Survived, Some(300..=499)) => Self::Ends,
            (verdict, _) => verdict,
        }
    }

    pub(super) fn of_health(failure: &Failure) -> Self {
        match (Self::of_any(failure), failure.error.kind()) {
            (Self::Survived, ErrorKind::NotFound) => Self::NotFound,
            (verdict, _) => verdict,
        }
    }

    /// The list is an inference, and an instance's token may not be allowed to have it: so 401 and
    /// 403 mean nothing here.
    pub(super) fn of_list(failure: &Failure) -> Self {
        if failure.hopeless {
            return Self::Ends;
        }
        match (failure.error.status(), failure.error.kind()) {
            (Some(408 | 425), _) => Self::Survived,
            (Some(429), _) => Self::Limited,
            (Some(300..=499), _) | (_, ErrorKind::InvalidResponse) => Self::NoList,
            _ => Self::of_any(failure),
        }
    }

    /// Whether it was ended on our side, with its client or its runtime.
    pub(super) fn is_of_ours(failure: &Failure) -> bool {
        failure.error.kind() == ErrorKind::Closed
    }

    fn of_any(failure: &Failure) -> Self {
        let Failure { error, hopeless } = failure;
        match error.kind() {
            _ if Self::is_of_ours(failure) => Self::NotSent,
            _ if *hopeless => Self::Ends,
            ErrorKind::RateLimited if is_429(error) => Self::Limited,
            ErrorKind::RateLimited => Self::NotSent,
            ErrorKind::Authentication
            | ErrorKind::PermissionDenied
            | ErrorKind::InvalidArgument
            | ErrorKind::Internal => Self::Ends,
            _ => Self::Survived,
        }
    }
}

fn is_429(error: &Error) -> bool {
    error.status() == Some(429)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LimitedBy, Reason};
    use std::time::Duration;

    fn failure(error: Error) -> Failure {
        Failure { error, hopeless: false }
    }

    fn answered(kind: ErrorKind, status: u16) -> Failure {
        failure(Error::new(kind, "It failed.").with_status(status))
    }

    fn limited(by: LimitedBy) -> Failure {
        let error = Error::rate_limited(by, Duration::ZERO, "Too many.".into());
        failure(if by == LimitedBy::Server { error.with_status(429) } else { error })
    }

    const ALL: [fn(&Failure) -> Verdict; 3] =
        [Verdict::of_post, Verdict::of_health, Verdict::of_list];

    #[test]
    fn what_the_service_never_saw_is_no_failure() {
        let closed = failure(Error::new(ErrorKind::Closed, "Closed."));
        for of in ALL {
            assert_eq!(of(&closed), Verdict::NotSent);
            assert_eq!(of(&limited(LimitedBy::Client)), Verdict::NotSent);
        }
    }

    #[test]
    fn a_429_is_one_whatever_was_asked_for() {
        for of in ALL {
            assert_eq!(of(&limited(LimitedBy::Server)), Verdict::Limited);
        }
    }

    #[test]
    fn what_is_hopeless_ends_it_whatever_was_asked_for() {
        let error = Error::connection(Reason::Tls, "The certificate is not accepted.");
        for of in ALL {
            assert_eq!(of(&failure(error.clone())), Verdict::Survived);
            assert_eq!(of(&Failure { error: error.clone(), hopeless: true }), Verdict::Ends);
        }
    }

    #[test]
    fn statuses_mean_what_they_mean_for_what_was_asked_for() {
        use Verdict::{Ends, NoList, NotFound, Refused, Survived};
        for (kind, status, post, health, list) in [
            (ErrorKind::UnexpectedStatus, 302, Ends, Survived, NoList),
            (ErrorKind::Validation, 400, Ends, Survived, NoList),
            (ErrorKind::Authentication, 401, Ends, Ends, NoList),
            (ErrorKind::PermissionDenied, 403, Ends, Ends, NoList),
            (ErrorKind::NotFound, 404, Ends, NotFound, NoList),
            (ErrorKind::UnexpectedStatus, 408, Survived, Survived, Survived),
            (ErrorKind::UnexpectedStatus, 409, Refused, Survived, NoList),
            (ErrorKind::Validation, 422, Refused, Survived, NoList),
            (ErrorKind::UnexpectedStatus, 423, Survived, Survived, NoList),
            (ErrorKind::UnexpectedStatus, 425, Survived, Survived, Survived),
            (ErrorKind::Server, 503, Survived, Survived, Survived),
            (ErrorKind::InvalidResponse, 200, Survived, Survived, NoList),
            (ErrorKind::Internal, 200, Ends, Ends, Ends),
        ] {
            let failure = answered(kind, status);
            let verdicts = ALL.map(|of| of(&failure));
            assert_eq!(verdicts, [post, health, list], "{status}");
        }
    }
}
