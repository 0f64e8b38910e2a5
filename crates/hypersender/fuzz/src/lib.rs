//! What the targets share: an answer written as text, and what no text of ours may have in it.

use hypersender::Error;
use hypersender::fuzzing::{TOKEN, Wire};

/// Reads an answer: its status on the first line, then headers, an empty line, and the body.
pub fn answer(bytes: &[u8]) -> Option<Wire<'_>> {
    let (status, mut rest) = line(bytes)?;
    let status = std::str::from_utf8(status).ok()?.parse().ok()?;
    let mut headers = Vec::new();
    loop {
        let (header, after) = line(rest)?;
        rest = after;
        if header.is_empty() {
            return Some(Wire { status, headers, body: rest });
        }
        let colon = header.iter().position(|byte| *byte == b':')?;
        let name = std::str::from_utf8(&header[..colon]).ok()?;
        headers.push((name, header[colon + 1..].trim_ascii()));
    }
}

fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

/// What holds of every error: one line for a person, without a secret and nothing a terminal obeys.
pub fn is_fit_to_be_shown(error: &Error) {
    let message = error.to_string();
    assert!(!message.is_empty() && message.chars().count() < 1_000, "{message:?}");
    is_harmless(&message);
    for text in [error.server_message(), error.request_id(), error.location()].into_iter().flatten()
    {
        is_harmless(text);
    }
    for (field, texts) in error.errors() {
        is_harmless(field);
        texts.iter().for_each(|text| is_harmless(text));
    }
    let all = format!("{error:?} {}", serde_json::to_string(error).expect("errors are JSON"));
    assert!(!all.contains(TOKEN), "{all:?}");
}

fn is_harmless(text: &str) {
    assert!(!text.contains(TOKEN), "{text:?}");
    assert!(!text.chars().any(char::is_control), "{text:?}");
}
