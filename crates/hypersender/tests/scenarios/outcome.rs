//! What came of a step, in normal form and in every way in which Rust writes it.

use std::error::Error as _;
use std::fmt::Debug;

use hypersender::{Error, Instance, QrCode, Result, Secret};
use scenario_server::StepResult;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::call::Answer;
use crate::client::Thrown;

pub(crate) fn of_answer(answer: &Answer, read: &[String]) -> StepResult {
    let token = |instance: &Instance| json!(instance.access_token.as_ref().map(Secret::reveal));
    match answer {
        Answer::WithQr(answer) => StepResult {
            access_token: Some(token(answer)),
            qr: readings(&answer.qr_code, read),
            ..of_value(answer)
        },
        Answer::List(instances) => {
            let tokens = instances.iter().map(token).collect();
            StepResult { access_token: Some(Value::Array(tokens)), ..of_value(instances) }
        }
        Answer::Health(health) => of_value(health),
        Answer::Restarted(restarted) => of_value(restarted),
        Answer::Cooldown(seconds) => of_value(seconds),
    }
}

pub(crate) fn of_value(value: &(impl Debug + Serialize)) -> StepResult {
    StepResult {
        value: Some(normal_form(value)),
        renderings: vec![format!("{value:?}"), format!("{value:#?}")],
        ..StepResult::default()
    }
}

pub(crate) fn of_error(error: &Error) -> StepResult {
    let mut renderings = vec![format!("{error}"), format!("{error:?}"), format!("{error:#?}")];
    let mut thrown = None;
    let mut source = error.source();
    while let Some(cause) = source {
        match cause.downcast_ref() {
            // It is the caller's own; what it says is not the library's doing.
            Some(Thrown(text)) => thrown = Some(text.clone()),
            None => renderings.extend([format!("{cause}"), format!("{cause:?}")]),
        }
        source = cause.source();
    }
    let token = |instance: &Instance| json!(instance.access_token.as_ref().map(Secret::reveal));
    StepResult {
        error: Some(normal_form(error)),
        thrown,
        renderings,
        access_token: error.instance().map(token),
        ..StepResult::default()
    }
}

/// What can be read of a code, of all that is asked for.
pub(crate) fn readings(code: &QrCode, read: &[String]) -> Map<String, Value> {
    let tried = |text: Result<String>| match text {
        Ok(text) => text.into(),
        Err(error) => json!({"error": normal_form(&error)}),
    };
    let one = |name: &String| {
        let value = match name.as_str() {
            "payload" => tried(code.payload().map(|payload| payload.reveal().to_owned())),
            "png" => code.base64().into(),
            "data_uri" => code.data_uri().into(),
            "svg" => tried(code.svg()),
            "terminal" => tried(code.terminal()),
            "is_expired" => code.is_expired().into(),
            "expires_in" => code.expires_in().as_secs_f64().into(),
            other => unreachable!("nothing called {other} can be read"),
        };
        (name.clone(), value)
    };
    read.iter().map(one).collect()
}

pub(crate) fn normal_form(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("a normal form is JSON")
}
