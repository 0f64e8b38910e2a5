//! What can go wrong with an answer, and the rules that say with which.

mod reply;

use std::collections::BTreeMap;
use std::time::Duration;

use hypersender::Operation;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::vocabulary::{operation, seconds};
use crate::wire::Action;

/// A fault, and which answers have it.
///
/// As JSON: `{"operation": "health", "times": 2, "fault": {"status": {"status": 503}}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Rule {
    /// Answers to this operation; to any if there is none.
    #[serde(with = "operation", default)]
    pub operation: Option<Operation>,
    /// Answers about the instance of this id; about any if there is none.
    #[serde(default)]
    pub instance: Option<String>,
    /// How many of these are right before it begins.
    #[serde(default)]
    pub skip: u32,
    /// How many have the fault then; all from there on if this is null.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// What goes wrong.
    pub fault: Fault,
    /// Whether the sandbox does what was asked, so that only its answer is lost, where the fault
    /// itself doesn't decide that. A fault that isn't done is not counted by the limits either.
    #[serde(default)]
    pub done: bool,
}

#[allow(clippy::unnecessary_wraps, reason = "the field's type")]
fn once() -> Option<u32> {
    Some(1)
}

impl Rule {
    /// The next answer to that operation has the fault.
    pub fn next(operation: Operation, fault: Fault) -> Self {
        Self {
            operation: Some(operation),
            instance: None,
            skip: 0,
            times: Some(1),
            fault,
            done: false,
        }
    }

    /// The same, so many times; for ever if `None`.
    #[must_use]
    pub fn times(mut self, times: impl Into<Option<u32>>) -> Self {
        self.times = times.into();
        self
    }

    /// The same, after so many right answers.
    #[must_use]
    pub fn skip(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// The same, for one instance alone.
    #[must_use]
    pub fn instance(mut self, id: impl Into<String>) -> Self {
        self.instance = Some(id.into());
        self
    }

    /// The same, but what was asked for is done all the same.
    #[must_use]
    pub fn done(mut self) -> Self {
        self.done = true;
        self
    }
}

/// What goes wrong with an answer. Those that begin from the right answer are marked "done": the
/// sandbox has then always done what was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// Another status.
    Status {
        /// The status.
        status: u16,
        /// Headers beside the usual ones.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The body; without it, JSON with a fitting message.
        #[serde(default)]
        body: Option<String>,
    },
    /// A page, as from a proxy in front of the service.
    Html {
        /// The status.
        status: u16,
    },
    /// Any body.
    Body {
        /// The body.
        text: String,
        /// Its type; JSON otherwise.
        #[serde(default = "json")]
        content_type: String,
        /// The status; 200 otherwise.
        #[serde(default = "ok")]
        status: u16,
    },
    /// Done. The right answer with other values in it; in a list, in each object.
    Change {
        /// Fields that are set.
        #[serde(default)]
        set: Map<String, Value>,
        /// Fields that are left out.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// Done. The right answer said to be of this type.
    ContentType(String),
    /// A redirect.
    Redirect {
        /// The status; 302 otherwise.
        #[serde(default = "found")]
        status: u16,
        /// Where to.
        location: String,
    },
    /// Done. The right answer, late.
    Delay(#[serde(with = "seconds")] Duration),
    /// Done. The right answer, byte by byte, headers too.
    Drip {
        /// The wait before each byte.
        #[serde(with = "seconds")]
        every: Duration,
    },
    /// Done. The right answer, the body of it byte by byte.
    DripBody {
        /// The wait before each byte.
        #[serde(with = "seconds")]
        every: Duration,
    },
    /// Done. Half of the right answer's body, then the connection's end.
    Truncated,
    /// Done. Half of the right answer's body, then a reset.
    ResetInBody,
    /// Done. The right answer's first bytes, and the end within its headers.
    CloseInHeaders,
    /// Done. The right answer in chunks, without the last one.
    NoLastChunk,
    /// A reset instead of an answer.
    Reset,
    /// The connection's end instead of an answer.
    Close,
    /// Nothing, for as long as the client waits.
    NeverAnswer,
    /// Bytes that are no HTTP.
    Garbage,
    /// A body that never ends.
    EndlessBody,
    /// Headers that never end.
    EndlessHeaders,
    /// Whatever one likes.
    Script(Vec<Action>),
}

fn json() -> String {
    "application/json".to_owned()
}

const fn ok() -> u16 {
    200
}

const fn found() -> u16 {
    302
}

impl Fault {
    /// That status, with a fitting message.
    pub fn status(status: u16) -> Self {
        Self::Status { status, headers: BTreeMap::new(), body: None }
    }

    /// The same with one more header, if it is a [`Status`](Self::Status).
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Self::Status { headers, .. } = &mut self {
            headers.insert(name.into(), value.into());
        }
        self
    }

    /// The right answer with a field set to another value.
    pub fn set(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Change { set: Map::from_iter([(field.into(), value.into())]), remove: Vec::new() }
    }

    /// The right answer without a field.
    pub fn without(field: impl Into<String>) -> Self {
        Self::Change { set: Map::new(), remove: vec![field.into()] }
    }

    /// Its name, as in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Html { .. } => "html",
            Self::Body { .. } => "body",
            Self::Change { .. } => "change",
            Self::ContentType(_) => "content_type",
            Self::Redirect { .. } => "redirect",
            Self::Delay(_) => "delay",
            Self::Drip { .. } => "drip",
            Self::DripBody { .. } => "drip_body",
            Self::Truncated => "truncated",
            Self::ResetInBody => "reset_in_body",
            Self::CloseInHeaders => "close_in_headers",
            Self::NoLastChunk => "no_last_chunk",
            Self::Reset => "reset",
            Self::Close => "close",
            Self::NeverAnswer => "never_answer",
            Self::Garbage => "garbage",
            Self::EndlessBody => "endless_body",
            Self::EndlessHeaders => "endless_headers",
            Self::Script(_) => "script",
        }
    }

    /// Whether it begins from the right answer.
    pub(crate) fn needs_answer(&self) -> bool {
        matches!(
            self,
            Self::Change { .. }
                | Self::ContentType(_)
                | Self::Delay(_)
                | Self::Drip { .. }
                | Self::DripBody { .. }
                | Self::Truncated
                | Self::ResetInBody
                | Self::CloseInHeaders
                | Self::NoLastChunk
        )
    }
}

/// The rules in force.
#[derive(Debug, Default)]
pub(crate) struct Rules(Vec<Rule>);

impl Rules {
    pub(crate) fn add(&mut self, rule: Rule) {
        self.0.push(rule);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn all(&self) -> &[Rule] {
        &self.0
    }

    /// The fault that this answer has, and whether what was asked for is done nevertheless. Every
    /// rule that fits counts the answer; of those whose turn it is, the oldest applies.
    pub(crate) fn take(
        &mut self,
        operation: Option<Operation>,
        instance: Option<&str>,
    ) -> Option<(Fault, bool)> {
        let fits = |rule: &Rule| {
            (rule.operation.is_none() || rule.operation == operation)
                && rule.instance.as_deref().is_none_or(|id| {
                    instance.is_some_and(|instance| instance.eq_ignore_ascii_case(id))
                })
        };
        let mut taken = None;
        for rule in self.0.iter_mut().filter(|rule| fits(rule)) {
            if rule.skip > 0 {
                rule.skip -= 1;
            } else if taken.is_none() {
                rule.times = rule.times.map(|times| times.saturating_sub(1));
                taken = Some((rule.fault.clone(), rule.done || rule.fault.needs_answer()));
            }
        }
        self.0.retain(|rule| rule.times != Some(0));
        taken
    }
}
