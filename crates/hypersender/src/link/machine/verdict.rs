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

    fn of_any(failure: &Failure) -> Self {
        let Failure { error, hopeless } = failure;
        match error.kind() {
            ErrorKind::Closed => Self::NotSent,
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
