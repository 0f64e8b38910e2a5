//! Which answers have a fault.

use hypersender::Operation;
use serde::{Deserialize, Serialize};

use super::Fault;
use crate::vocabulary::operation;

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
