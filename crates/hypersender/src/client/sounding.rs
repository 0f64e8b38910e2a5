//! A question asked to find out what is wrong with a set-up: only the answer's outside is looked
//! at. For the command's `doctor`.

use std::time::SystemTime;

use http::header::{CONTENT_TYPE, DATE};

use super::Client;
use crate::call::{self, Request};
use crate::{Operation, Result, argument};

/// What is sounded.
#[derive(Debug, Clone, Copy)]
pub enum Sounded<'a> {
    /// The service, without saying who asks: the token stays here.
    Service,
    /// The health of this instance, with the token.
    Instance(&'a str),
}

/// The outside of an answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sounding {
    /// The HTTP status.
    pub status: u16,
    /// Whether the body says that it is JSON.
    pub is_json: bool,
    /// The time by the server's clock, if it told that, in whole seconds.
    pub served_at: Option<SystemTime>,
    /// The time by this machine's clock.
    pub received_at: SystemTime,
    /// How many requests of this kind the service takes in its time window, if it told that.
    pub limit: Option<u32>,
    /// How many of them are left.
    pub remaining: Option<u32>,
}

impl Client {
    /// Asks once, within the client's timeout.
    ///
    /// # Errors
    /// If no answer can be had; `reason` says where it broke.
    pub async fn sound(&self, what: Sounded<'_>) -> Result<Sounding> {
        let began = self.0.clock.now();
        let operation = match what {
            Sounded::Service => Operation::ListInstances,
            Sounded::Instance(_) => Operation::Health,
        };
        let sounding = self.ask(what).await;
        sounding.map_err(|error| error.of_call(operation, self.0.clock.now().since(began)))
    }

    async fn ask(&self, what: Sounded<'_>) -> Result<Sounding> {
        let client = &*self.0;
        let (request, credential) = match what {
            Sounded::Service => (Request::to(Operation::ListInstances, "/instances"), None),
            Sounded::Instance(instance) => {
                argument::instance_id(instance)?;
                let request = Request::about(Operation::Health, "/{instance}/health", instance);
                (request, Some(client.tokens.current().await?))
            }
        };
        let outgoing = request.outgoing(client);
        let token = credential.as_ref().map(|credential| &credential.header);
        let answer = call::within(client, client.timeout, async |progress| {
            let began = client.clock.reading();
            progress.begin_attempt(began);
            let answer = client.transport.attempt(&outgoing, token, &progress).await;
            let elapsed = client.clock.now().since(began.now);
            call::log(client, &request, &answer, elapsed, &progress);
            answer.map_err(|failure| failure.error)
        })
        .await?;
        let number = |name| answer.header(name)?.trim().parse().ok();
        let media_type = answer.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        Ok(Sounding {
            status: answer.status,
            is_json: media_type.to_ascii_lowercase().contains("json"),
            served_at: answer
                .header(DATE.as_str())
                .and_then(|date| httpdate::parse_http_date(date).ok()),
            received_at: answer.wall,
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
        })
    }
}
