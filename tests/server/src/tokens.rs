//! Token callbacks: what each question is answered with.

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::format::{Answering, TokenSource};

/// What a token callback does when it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenAnswer {
    /// Gives a token.
    Token(String),
    /// Throws something with this text.
    Throw(String),
}

/// The callbacks of a run, and every token of it.
#[derive(Debug, Default)]
pub(crate) struct Callbacks {
    scripts: BTreeMap<String, VecDeque<Answering>>,
    tokens: Vec<String>,
}

impl Callbacks {
    /// Takes the option `token` on; what a runner is told instead.
    pub(crate) fn take_on(&mut self, token: Value) -> Result<Value, String> {
        let source = serde_json::from_value(token).map_err(|e| format!("`token`: {e}"))?;
        Ok(match source {
            TokenSource::Given(token) => {
                self.tokens.push(token.clone());
                Value::String(token)
            }
            TokenSource::Callback { callback } => {
                self.tokens.extend(callback.iter().filter_map(|answer| match answer {
                    Answering::Token(token) | Answering::Slow { token, .. } => Some(token.clone()),
                    Answering::Throw { .. } => None,
                }));
                let id = format!("callback-{}", self.scripts.len() + 1);
                self.scripts.insert(id.clone(), callback.into());
                json!({"callback": id})
            }
        })
    }

    /// What the next question to that callback is answered with, and after how long.
    pub(crate) fn ask(&mut self, id: &str) -> (Duration, TokenAnswer) {
        let next = self.scripts.get_mut(id).and_then(VecDeque::pop_front);
        match next {
            Some(Answering::Token(token)) => (Duration::ZERO, TokenAnswer::Token(token)),
            Some(Answering::Slow { after, token }) => {
                (Duration::from_secs_f64(after), TokenAnswer::Token(token))
            }
            Some(Answering::Throw { throw }) => (Duration::ZERO, TokenAnswer::Throw(throw)),
            None => {
                let text = format!("{id} was asked more often than the scenario says");
                (Duration::ZERO, TokenAnswer::Throw(text))
            }
        }
    }

    /// What no question was answered with.
    pub(crate) fn leftover(&self) -> impl Iterator<Item = String> {
        self.scripts
            .iter()
            .filter(|(_, left)| !left.is_empty())
            .map(|(id, left)| format!("{id} was not asked for {} of its answers", left.len()))
    }

    /// Every token of the run.
    pub(crate) fn tokens(&self) -> &[String] {
        &self.tokens
    }
}
