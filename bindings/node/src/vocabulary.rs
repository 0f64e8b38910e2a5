//! The closed and the open sets of the core, for the test that compares them with JavaScript's.

use hypersender::{ErrorKind, LimitedBy, LinkEventKind, Operation, Outcome, Reason, Status};
use napi_derive::napi;

/// Every name that the core may use.
#[napi(object, object_from_js = false)]
pub struct Vocabulary {
    pub codes: Vec<&'static str>,
    pub events: Vec<&'static str>,
    pub statuses: Vec<&'static str>,
    pub outcomes: Vec<&'static str>,
    pub reasons: Vec<&'static str>,
    pub limited_by: Vec<&'static str>,
    pub operations: Vec<&'static str>,
}

#[napi(catch_unwind)]
pub fn vocabulary() -> Vocabulary {
    Vocabulary {
        codes: ErrorKind::ALL.iter().map(|kind| kind.code()).collect(),
        events: LinkEventKind::ALL.iter().map(|kind| kind.name()).collect(),
        statuses: Status::DOCUMENTED.iter().map(Status::as_str).collect(),
        outcomes: Outcome::ALL.iter().map(|outcome| outcome.name()).collect(),
        reasons: Reason::ALL.iter().map(|reason| reason.name()).collect(),
        limited_by: LimitedBy::ALL.iter().map(|by| by.name()).collect(),
        operations: Operation::ALL.iter().map(|operation| operation.name()).collect(),
    }
}
