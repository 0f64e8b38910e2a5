//! A client from a plan's options.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender::{Client, ClientBuilder, Cooldown, Result, Token};
use scenario_server::plan::ClientPlan;
use scenario_server::{Run, TokenAnswer};
use serde_json::Value;

/// What a token callback throws: an error of the caller's own.
#[derive(Debug)]
pub(crate) struct Thrown(pub(crate) String);

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Thrown {}

pub(crate) fn made(plan: &ClientPlan, clock: &Clock, run: &Arc<Run>) -> Result<Client> {
    let token = match &plan.options["token"] {
        Value::String(token) => Token::from(token.clone()),
        callback => provider(callback["callback"].as_str().unwrap().to_owned(), run),
    };
    let builder = Client::builder(token).clock(clock.clone());
    let options = plan.options.iter().filter(|(name, _)| *name != "token");
    options.fold(builder, |builder, (name, value)| with(builder, name, value)).build()
}

fn with(builder: ClientBuilder, name: &str, value: &Value) -> ClientBuilder {
    let text = || value.as_str().unwrap().to_owned();
    match name {
        "base_url" => builder.base_url(text()),
        "timeout" => builder.timeout(seconds(value)),
        "connect_timeout" => builder.connect_timeout(seconds(value)),
        "max_retries" => builder.max_retries(value.as_u64().unwrap().try_into().unwrap()),
        "cooldown" => builder.cooldown(cooldown(value)),
        "user_agent" => builder.user_agent(text()),
        "allow_insecure_http" => builder.allow_insecure_http(value.as_bool().unwrap()),
        "proxy" => builder.proxy(text()),
        "ca_certificate" => builder.ca_certificate(PathBuf::from(text())),
        _ => unreachable!("the format knows no other option"),
    }
}

fn provider(callback: String, run: &Arc<Run>) -> Token {
    let run = Arc::clone(run);
    Token::provider(move || {
        let (after, answer) = run.token(&callback);
        async move {
            tokio::time::sleep(after).await;
            match answer {
                TokenAnswer::Token(token) => Ok(token),
                TokenAnswer::Throw(text) => Err(Thrown(text).into()),
            }
        }
    })
}

pub(crate) fn seconds(value: &Value) -> Duration {
    duration(value.as_f64().unwrap())
}

pub(crate) fn cooldown(value: &Value) -> Cooldown {
    match value.as_str().unwrap() {
        "raise" => Cooldown::Raise,
        "wait" => Cooldown::Wait,
        "off" => Cooldown::Off,
        other => unreachable!("no cooldown is called {other}"),
    }
}

/// A duration that is none, such as a negative one, is zero, which the library refuses.
pub(crate) fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
