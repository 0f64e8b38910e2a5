//! An error as data: the core's normal form, and what caused it.

use std::error::Error as StdError;
use std::io;
use std::iter::successors;
use std::sync::Arc;

use hypersender::{Error, Naming, Operation, Outcome, Secret};
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
    let error = error.named(Naming::Node);
    serde_json::to_string(&Written::of(&error)).unwrap_or_else(|_| {
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

/// What an error was caused by: one of ours; or the innermost that was said, by the system where it
/// was the system. The layers around it are this library's and the HTTP library's words.
#[derive(Serialize)]
#[serde(untagged)]
enum Cause<'a> {
    Ours(Box<Written<'a>>),
    Theirs {
        #[serde(flatten)]
        said: Said,
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<Box<Cause<'a>>>,
    },
}

impl<'a> Cause<'a> {
    fn of(source: &'a (dyn StdError + 'static)) -> Self {
        let mut said = None;
        for layer in successors(Some(source), |&layer| deeper(layer)) {
            if let Some(ours) = layer.downcast_ref::<Error>() {
                let ours = Self::Ours(Box::new(Written::of(ours)));
                return match said {
                    None => ours,
                    Some(said) => Self::Theirs { said, cause: Some(Box::new(ours)) },
                };
            }
            said = Some(Said::of(layer));
        }
        Self::Theirs { said: said.unwrap_or_default(), cause: None }
    }
}

/// An `io::Error` hides what it was made from behind `get_ref`.
fn deeper<'a>(layer: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match layer.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => layer.source(),
    }
}

/// What another than this library said: the system, if there is a number or a kind.
#[derive(Default, Serialize)]
pub(crate) struct Said {
    message: String,
    /// The system's number of it. Windows has others than Node.
    #[serde(skip_serializing_if = "Option::is_none")]
    errno: Option<i32>,
    /// What kind of error of the system it is, in Rust's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}

impl Said {
    fn of(error: &(dyn StdError + 'static)) -> Self {
        match error.downcast_ref::<io::Error>() {
            Some(error) => Self::by_system(error),
            None => Self { message: error.to_string(), ..Self::default() },
        }
    }

    pub(crate) fn by_system(error: &io::Error) -> Self {
        Self {
            message: error.to_string(),
            errno: error.raw_os_error().filter(|_| cfg!(unix)),
            kind: Some(format!("{:?}", error.kind())),
        }
    }
}

/// What became of a call that ended before anything was sent, for the errors that JavaScript makes
/// by itself.
#[napi(catch_unwind)]
pub fn outcome_before(operation: String) -> Option<&'static str> {
    let operation = Operation::ALL.iter().find(|known| known.name() == operation)?;
    Error::internal("").before(*operation).outcome().map(Outcome::name)
}
