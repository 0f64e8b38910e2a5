//! A fault, turned into what the server does with the socket.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::Value;

use super::Fault;
use crate::engine::answer;
use crate::wire::{Action, Reply, Response};

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Error</title></head>\
    <body><h1>Something went wrong</h1></body></html>\n";

impl Fault {
    /// What is sent instead of the right answer, of which `head` has the headers of every answer.
    pub(crate) fn reply(&self, right: Response, head: &Response, wall: SystemTime) -> Reply {
        let plain = |status, content_type: &str, body: Bytes| {
            let mut response = head.clone().header("Content-Type", content_type);
            response.status = status;
            response.body = body;
            response
        };
        match self {
            Self::Status { status, headers, body } => {
                let body = body.clone().unwrap_or_else(|| answer::message(*status));
                let mut response = plain(*status, "application/json", body.into());
                response.headers.extend(headers.clone());
                response.into()
            }
            Self::Html { status } => plain(*status, "text/html; charset=UTF-8", PAGE.into()).into(),
            Self::Body { text, content_type, status } => {
                plain(*status, content_type, text.clone().into()).into()
            }
            Self::Redirect { status, location } => {
                let response = plain(*status, "text/html; charset=UTF-8", PAGE.into());
                response.header("Location", location).into()
            }
            Self::Change { set, remove } => changed(right, |fields| {
                fields.extend(set.clone());
                fields.retain(|name, _| !remove.contains(name));
            })
            .into(),
            Self::ContentType(content_type) => {
                let mut response = right;
                let named = |name: &str| name.eq_ignore_ascii_case("content-type");
                response.headers.retain(|(name, _)| !named(name));
                response.header("Content-Type", content_type).into()
            }
            Self::Delay(by) => {
                let after = right.after + *by;
                right.after(after).into()
            }
            Self::Script(script) => script.clone().into(),
            _ => self.script(&right, wall).into(),
        }
    }

    fn script(&self, right: &Response, wall: SystemTime) -> Vec<Action> {
        let half = right.body.slice(..right.body.len() / 2);
        let mut script = vec![Action::Wait(right.after)];
        script.extend(match self {
            Self::Drip { every } => {
                vec![Action::Drip { bytes: right.bytes(wall, true), every: *every }, Action::Next]
            }
            Self::DripBody { every } => vec![
                Action::Bytes(right.head(wall, true)),
                Action::Drip { bytes: right.body.clone(), every: *every },
                Action::Next,
            ],
            Self::Truncated => vec![Action::Bytes(right.head(wall, true)), Action::Bytes(half)],
            Self::ResetInBody => {
                vec![Action::Bytes(right.head(wall, true)), Action::Bytes(half), Action::Reset]
            }
            Self::CloseInHeaders => {
                let head = right.head(wall, true);
                vec![Action::Bytes(head.slice(..head.len() / 2))]
            }
            Self::NoLastChunk => {
                let chunked = right.clone().header("Transfer-Encoding", "chunked");
                let size = format!("{:x}\r\n", right.body.len());
                vec![
                    Action::Bytes(chunked.head(wall, true)),
                    Action::Bytes(size.into()),
                    Action::Bytes(right.body.clone()),
                    Action::Bytes("\r\n".into()),
                ]
            }
            Self::Reset => vec![Action::Reset],
            Self::NeverAnswer => vec![Action::Hang],
            Self::Garbage => vec![Action::Bytes("SSH-2.0-OpenSSH_9.2\r\n".into())],
            Self::EndlessBody => vec![
                Action::Bytes(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\":\"".into(),
                ),
                Action::Forever { bytes: "a".repeat(8192).into(), every: Duration::ZERO },
            ],
            Self::EndlessHeaders => vec![
                Action::Bytes("HTTP/1.1 200 OK\r\n".into()),
                Action::Forever {
                    bytes: format!("X-Header: {}\r\n", "a".repeat(1000)).into(),
                    every: Duration::ZERO,
                },
            ],
            _ => vec![Action::Close],
        });
        script
    }
}

/// The answer with its object, or each object of its list, changed.
fn changed(mut right: Response, change: impl Fn(&mut serde_json::Map<String, Value>)) -> Response {
    if let Ok(mut body) = serde_json::from_slice::<Value>(&right.body) {
        match &mut body {
            Value::Object(fields) => change(fields),
            Value::Array(items) => items.iter_mut().for_each(|item| {
                if let Value::Object(fields) = item {
                    change(fields);
                }
            }),
            _ => {}
        }
        right.body = answer::php_json(&body).into();
    }
    right
}
