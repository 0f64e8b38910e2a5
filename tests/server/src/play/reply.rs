//! An answer of a script as what is done with the socket.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use hypersender_sandbox::wire::{Action, Response};
use serde_json::Value;

use super::answers::Scripted;
use crate::format::{Answer, Event, Framing, Part, Then};
use crate::placeholder::{self, Placeholders};

/// The answer with everything expanded.
pub(super) fn scripted(answer: &Answer, with: &mut Placeholders) -> Result<Scripted, String> {
    let after_requests = match answer.after {
        Some(Event::Requests(count)) => count,
        _ => 0,
    };
    let (delay, script) = (seconds(answer.delay)?, script(answer, with)?);
    Ok(Scripted { after_requests, delay, script })
}

fn script(answer: &Answer, with: &mut Placeholders) -> Result<Vec<Action>, String> {
    if let Some(script) = &answer.script {
        return script.iter().map(|action| raw(action, with)).collect();
    }
    let (head, body) = parts(answer, with)?;
    let mut script = Vec::new();
    match answer.drip {
        None => script.push(Action::Bytes([head, body].concat().into())),
        Some(drip) => {
            let every = seconds(drip.every)?;
            script.extend(match drip.part {
                Part::Head => [Action::Drip { bytes: head, every }, Action::Bytes(body)],
                Part::Body => [Action::Bytes(head), Action::Drip { bytes: body, every }],
            });
        }
    }
    script.push(match (answer.then, answer.framing) {
        (Then::Reset, _) => Action::Reset,
        (Then::Close, _) | (_, Framing::Close) => Action::Close,
        (Then::Keep, _) => Action::Next,
    });
    Ok(script)
}

fn raw(action: &Value, with: &mut Placeholders) -> Result<Action, String> {
    let action = with.expand(action)?;
    serde_json::from_value(action).map_err(|error| format!("in a `script`: {error}"))
}

fn seconds(seconds: f64) -> Result<Duration, String> {
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn parts(answer: &Answer, with: &mut Placeholders) -> Result<(Bytes, Bytes), String> {
    let (mut body, content_type) = body(answer, with)?;
    let mut response = Response::new(answer.status.unwrap_or(200));
    for (name, value) in &answer.headers {
        match with.expand(value)? {
            Value::String(text) => response = response.header(name, text),
            Value::Array(texts) => {
                for text in texts {
                    response = response.header(name, text.as_str().ok_or("a header is a text")?);
                }
            }
            _ => return Err(format!("the header `{name}` is a text or a list of texts")),
        }
    }
    let names = |name: &str| answer.headers.keys().any(|known| known.eq_ignore_ascii_case(name));
    if let Some(content_type) = content_type.filter(|_| !names("content-type")) {
        response = response.header("Content-Type", content_type);
    }
    if answer.gzip {
        body = placeholder::gzip(&body);
        response = response.header("Content-Encoding", "gzip");
    }
    match answer.framing {
        Framing::Length => response.body = body.clone().into(),
        Framing::Chunked => {
            response = response.header("Transfer-Encoding", "chunked");
            body = chunked(&body);
        }
        // Without a length, it ends where the connection does.
        Framing::Close => {
            response = response.header("Connection", "close").header("Transfer-Encoding", "");
        }
    }
    let head = response.head(SystemTime::now(), true);
    let head = match answer.framing {
        Framing::Close => {
            String::from_utf8_lossy(&head).replace("Transfer-Encoding: \r\n", "").into()
        }
        _ => head,
    };
    Ok((head, body.into()))
}

fn body(
    answer: &Answer,
    with: &mut Placeholders,
) -> Result<(Vec<u8>, Option<&'static str>), String> {
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or("a body is a text");
    let decoded = |text: String| {
        base64_simd::STANDARD.decode_to_vec(text).map_err(|error| format!("a body: {error}"))
    };
    Ok(if let Some(json) = &answer.json {
        (as_php_writes_it(&with.expand(json)?), Some("application/json"))
    } else if let Some(value) = &answer.text {
        (text(&with.expand(value)?)?.into_bytes(), Some("text/plain; charset=UTF-8"))
    } else if let Some(value) = &answer.base64 {
        (decoded(text(&with.expand(value)?)?)?, None)
    } else {
        (Vec::new(), None)
    })
}

/// The service is written in PHP, which escapes slashes and everything that is not ASCII.
fn as_php_writes_it(json: &Value) -> Vec<u8> {
    let mut written = String::new();
    for c in json.to_string().chars() {
        match c {
            '/' => written.push_str("\\/"),
            c if c.is_ascii() => written.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(written, "\\u{unit:04x}");
                }
            }
        }
    }
    written.into_bytes()
}

/// In two chunks, so that they have to be put together.
fn chunked(body: &[u8]) -> Vec<u8> {
    let (first, second) = body.split_at(body.len() / 2);
    let mut chunks = Vec::new();
    for chunk in [first, second].into_iter().filter(|chunk| !chunk.is_empty()) {
        chunks.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        chunks.extend(chunk);
        chunks.extend(b"\r\n");
    }
    chunks.extend(b"0\r\n\r\n");
    chunks
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bytes(answer: Value) -> String {
        let answer: Answer = serde_json::from_value(answer).unwrap();
        let script = script(&answer, &mut Placeholders::default()).unwrap();
        let Some(Action::Bytes(bytes)) = script.first() else { panic!("{script:?}") };
        String::from_utf8_lossy(bytes).into_owned()
    }

    #[test]
    fn json_is_written_as_php_does() {
        let answer = bytes(json!({"json": {"url": "a/b", "name": "Zoë 😀"}}));
        assert!(answer.ends_with(r#"{"name":"Zo\u00eb \ud83d\ude00","url":"a\/b"}"#), "{answer}");
        assert!(answer.contains("Content-Type: application/json\r\n"));
    }

    #[test]
    fn each_framing_says_where_the_body_ends_in_its_own_way() {
        let with = |framing: &str| bytes(json!({"text": "abc", "framing": framing}));
        assert!(with("length").contains("Content-Length: 3\r\n"));
        assert!(with("chunked").ends_with("\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"));
        let close = with("close");
        assert!(!close.contains("Length") && !close.contains("Encoding"), "{close}");
    }
}
