//! What was asked of the sandbox, to assert on.

use std::collections::VecDeque;
use std::time::Duration;

use hypersender::Operation;
use hypersender::clock::Moment;
use serde::Serialize;

use crate::vocabulary::seconds;
use crate::wire::{End, Request, Response};

/// How many entries are kept.
const KEPT: usize = 50_000;

/// Headers whose values are not kept.
const SECRET: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "x-api-key"];

/// A request to the API and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// The server's number of the request.
    pub number: u64,
    /// The server's number of the connection it came on.
    pub connection: u64,
    /// When it came, by the sandbox's clock.
    #[serde(skip)]
    pub at: Moment,
    /// The same since the sandbox was started.
    #[serde(rename = "at", with = "seconds")]
    pub since_start: Duration,
    /// When its exchange was over.
    #[serde(skip)]
    pub ended: Option<Moment>,
    /// How that came.
    pub end: Option<End>,
    /// `GET`, `POST` …
    pub method: String,
    /// The path.
    pub path: String,
    /// The query, as sent.
    pub query: Option<String>,
    /// Names as sent, and values, but for those that are secret.
    pub headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: String,
    /// What it asked for, if it is one of the API's operations.
    pub operation: Option<Operation>,
    /// The instance in the path, as sent.
    pub instance: Option<String>,
    /// Whose token came: an account's name, `instance` and its id, or `unknown` and a checksum.
    pub token: Option<String>,
    /// The status of the answer, unless that was a script.
    pub status: Option<u16>,
    /// What went wrong with the answer.
    pub fault: Option<String>,
    /// The status of the right answer, where the fault begins from that.
    #[serde(skip)]
    pub right_status: Option<u16>,
    /// How long the answer was held back at least.
    #[serde(skip)]
    pub held_back: Duration,
    /// The wait that the answer, or the right one, asked for, in its own words.
    #[serde(skip)]
    pub retry_after: Option<String>,
    /// The end of the limit's window that it told, in its own words.
    #[serde(skip)]
    pub reset: Option<String>,
}

impl Entry {
    pub(crate) fn new(
        request: &Request,
        at: Moment,
        since_start: Duration,
        operation: Option<Operation>,
        instance: Option<&str>,
    ) -> Self {
        let headers = request.headers.iter().map(|(name, value)| {
            let secret = SECRET.iter().any(|secret| name.eq_ignore_ascii_case(secret));
            let value = if secret { "[redacted]" } else { value };
            (name.clone(), value.to_owned())
        });
        Self {
            number: request.number,
            connection: request.connection,
            at,
            since_start,
            ended: None,
            end: None,
            method: request.method.clone(),
            path: request.path().to_owned(),
            query: request.query().map(str::to_owned),
            headers: headers.collect(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
            operation,
            instance: instance.map(str::to_owned),
            token: None,
            status: None,
            fault: None,
            right_status: None,
            held_back: Duration::ZERO,
            retry_after: None,
            reset: None,
        }
    }

    /// Takes down what this answer says of the time until the next request.
    pub(crate) fn asks_to_wait(&mut self, answer: &Response) {
        self.retry_after = answer.value_of("Retry-After").map(str::to_owned);
        self.reset = answer.value_of("X-RateLimit-Reset").map(str::to_owned);
    }

    /// The value of a header, in whatever case its name is.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The entries that are kept.
#[derive(Debug, Default)]
pub(crate) struct Log(VecDeque<Entry>);

impl Log {
    pub(crate) fn add(&mut self, entry: Entry) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    /// Whether it is in the log.
    pub(crate) fn ended(&mut self, number: u64, end: End, at: Moment) -> bool {
        let entry = self.0.iter_mut().rev().find(|entry| entry.number == number);
        let Some(entry) = entry else {
            return false;
        };
        entry.ended = Some(at);
        entry.end = Some(end);
        true
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.0.iter()
    }
}
