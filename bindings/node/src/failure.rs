//! An error as data: the core's normal form, and what caused it.

use std::error::Error as StdError;
use std::io;
use std::iter::successors;
use std::sync::Arc;

use hypersender::{Error, Operation, Outcome, Secret};
use napi_derive::napi;
use serde::Serialize;

use crate::bridge::Shared;
use crate::token::Thrown;

/// An error on its way to JavaScript.
pub(crate) struct Failure {
    pub(crate) json: String,
    /// The question that a token callback threw at, if that is what went wrong.
    pub(crate) thrown: Option<u32>,
    /// The `access_token` of the error's instance.
    pub(crate) secret: Option<Secret>,
}

pub(crate) fn of(error: &Error, shared: &Arc<Shared>) -> Failure {
    let thrown = error
        .source()
        .and_then(<dyn StdError>::downcast_ref::<Thrown>)
        .and_then(|thrown| thrown.question_of(shared));
    let secret = error.instance().and_then(|instance| instance.access_token.as_ref());
    Failure { json: json(error), thrown, secret: secret.cloned() }
}

/// The error alone, for what JavaScript throws at once.
pub(crate) fn json(error: &Error) -> String {
    serde_json::to_string(&Written::of(error)).unwrap_or_else(|_| {
        r#"{"code":"internal","message":"An error can't be written.","attempts":0,"elapsed":0}"#
            .to_owned()
    })
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    error: &'a Error,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Cause<'a>>,
}

impl<'a> Written<'a> {
    fn of(error: &'a Error) -> Self {
        Self { error, cause: error.source().map(Cause::of) }
    }
}

/// What an error was caused by: one of ours; or what the system and the network said, of which there
/// are only texts. Each layer of the transport wraps them in words of its own, which are one text.
#[derive(Serialize)]
#[serde(untagged)]
enum Cause<'a> {
    Ours(Box<Written<'a>>),
    Theirs {
        message: String,
        /// What kind of error of the system it is, in Rust's words.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<Box<Cause<'a>>>,
    },
}

impl<'a> Cause<'a> {
    fn of(source: &'a (dyn StdError + 'static)) -> Self {
        let mut layers = successors(Some(source), |&error| error.source());
        let (mut message, mut kind) = (String::new(), None);
        let ours = layers.find_map(|layer| {
            if let Some(system) = layer.downcast_ref::<io::Error>() {
                kind = Some(format!("{:?}", system.kind()));
            }
            let ours = layer.downcast_ref::<Error>();
            if ours.is_none() {
                append(&mut message, &layer.to_string());
            }
            ours
        });
        let cause = ours.map(|ours| Self::Ours(Box::new(Written::of(ours))));
        match cause {
            Some(ours) if message.is_empty() => ours,
            cause => Self::Theirs { message, kind, cause: cause.map(Box::new) },
        }
    }
}

/// Adds what a deeper layer says, unless the one above has said it.
fn append(message: &mut String, text: &str) {
    if !message.contains(text) {
        if !message.is_empty() {
            message.push_str(": ");
        }
        message.push_str(text);
    }
}

/// What became of a call that ended before anything was sent, for the errors that JavaScript makes
/// by itself.
#[napi(catch_unwind)]
pub fn outcome_before(operation: String) -> Option<&'static str> {
    let operation = Operation::ALL.iter().find(|known| known.name() == operation)?;
    Error::internal("").before(*operation).outcome().map(Outcome::name)
}
