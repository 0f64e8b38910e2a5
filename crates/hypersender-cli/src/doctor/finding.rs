//! What a check found.

use hypersender::{Error, Naming};
use serde::Serialize;

use crate::exit::Exit;

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    /// Nothing to say against it.
    Ok,
    /// It is not in the way, but better known.
    Note,
    /// It is in the way.
    Problem,
    /// It could not be looked at.
    Skipped,
}

/// What a check found, in plain words, and what to do about it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Finding {
    pub(super) check: &'static str,
    pub(super) result: Verdict,
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) advice: Option<String>,
    /// What other commands end in because of it.
    #[serde(skip)]
    pub(super) exit: Exit,
}

impl Finding {
    fn new(check: &'static str, result: Verdict, text: impl Into<String>, exit: Exit) -> Self {
        Self { check, result, text: text.into(), advice: None, exit }
    }

    pub(super) fn ok(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Verdict::Ok, text, Exit::Done)
    }

    pub(super) fn note(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Verdict::Note, text, Exit::Done)
    }

    pub(super) fn skipped(check: &'static str, why: &str) -> Self {
        Self::new(check, Verdict::Skipped, format!("Not looked at: {why}."), Exit::Done)
    }

    /// What is in the way, with what commands end in for it.
    pub(super) fn problem(
        check: &'static str,
        text: impl Into<String>,
        exit: impl Into<Exit>,
    ) -> Self {
        Self::new(check, Verdict::Problem, text, exit.into())
    }

    /// The same from a call that failed.
    pub(super) fn failed(check: &'static str, error: &Error) -> Self {
        Self::problem(check, error.named(Naming::Command).to_string(), error)
    }

    pub(super) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}
