//! An error as data: the core's normal form, and what caused it.

use std::error::Error as StdError;
use std::sync::Arc;

use hypersender::{Error, Secret};
use serde::Serialize;

use crate::bridge::Shared;
use crate::token::Thrown;

/// An error on its way to JavaScript.
pub(crate) struct Failure {
    pub(crate) json: String,
    /// The question that a token callback threw at, if that is what went wrong.
    pub(crate) thrown: Option<u32>,
    /// The `access_token` of the error's instance.
    pub(crate) secret: Option<String>,
}

pub(crate) fn of(error: &Error, shared: &Arc<Shared>) -> Failure {
    let thrown = error
        .source()
        .and_then(<dyn StdError>::downcast_ref::<Thrown>)
        .and_then(|thrown| thrown.question_of(shared));
    let secret = error.instance().and_then(|instance| instance.access_token.as_ref());
    Failure { json: json(error), thrown, secret: secret.map(Secret::reveal).map(str::to_owned) }
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

/// What an error was caused by: one of ours, or anything else, of which there is only the text.
#[derive(Serialize)]
#[serde(untagged)]
enum Cause<'a> {
    Ours(Box<Written<'a>>),
    Theirs {
        message: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<Box<Cause<'a>>>,
    },
}

impl<'a> Cause<'a> {
    fn of(source: &'a (dyn StdError + 'static)) -> Self {
        match source.downcast_ref::<Error>() {
            Some(ours) => Self::Ours(Box::new(Written::of(ours))),
            None => Self::Theirs {
                message: source.to_string(),
                cause: source.source().map(Self::of).map(Box::new),
            },
        }
    }
}
