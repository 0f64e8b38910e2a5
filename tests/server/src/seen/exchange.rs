//! One answer as it went over the wire, taken apart far enough to tell what is wrong with it.

use std::collections::BTreeSet;

use hypersender_sandbox::wire::Action;

use crate::format::Operation;

/// How a script left the connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Left {
    /// Open, for the next request.
    #[default]
    Open,
    /// Closed or broken off.
    Broken,
    /// Open, without another word.
    Silent,
}

/// How an answer was sent, other than at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pace {
    /// After a while.
    Late,
    /// One byte at a time.
    Dripping,
    /// Again and again.
    Endless,
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exchange {
    pub(crate) operation: Option<Operation>,
    pub(crate) status: Option<u16>,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    /// All bytes before the body's, and the body's as they were sent.
    pub(crate) head: Vec<u8>,
    pub(crate) body: Vec<u8>,
    /// Whether the head was sent to its end.
    pub(crate) whole_head: bool,
    /// How it was sent.
    pub(crate) pace: BTreeSet<Pace>,
    pub(crate) left: Left,
    /// What the sandbox calls it, which tells nothing else of it.
    pub(crate) fault: Option<String>,
}

impl Exchange {
    pub(crate) fn of(operation: Option<Operation>, script: &[Action]) -> Self {
        let mut exchange = Self { operation, ..Self::default() };
        let mut sent = Vec::new();
        for action in script {
            match action {
                Action::Bytes(bytes) => sent.extend_from_slice(bytes),
                Action::Drip { bytes, .. } => {
                    exchange.pace.insert(Pace::Dripping);
                    sent.extend_from_slice(bytes);
                }
                Action::Forever { bytes, .. } => {
                    exchange.pace.insert(Pace::Endless);
                    sent.extend_from_slice(bytes);
                }
                Action::Wait(_) => _ = exchange.pace.insert(Pace::Late),
                Action::Reset | Action::Close => exchange.left = Left::Broken,
                Action::Hang => exchange.left = Left::Silent,
                Action::Next => {}
            }
        }
        if !matches!(script.last(), Some(Action::Next | Action::Hang | Action::Forever { .. })) {
            exchange.left = Left::Broken; // as a script's end is
        }
        exchange.take_apart(&sent);
        exchange
    }

    fn take_apart(&mut self, sent: &[u8]) {
        let end = sent.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = sent.split_at(end.map_or(sent.len(), |end| end + 4));
        (self.head, self.body, self.whole_head) = (head.to_vec(), body.to_vec(), end.is_some());
        let text = String::from_utf8_lossy(head);
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1."));
        self.status = status.and_then(|line| line.get(2..5)?.parse().ok());
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.trim().to_lowercase(), value.trim().to_owned()))
        };
        self.headers = lines.filter_map(header).collect();
    }

    /// The values of a header.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| &**value)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    pub(crate) fn is(&self, faults: &[&str]) -> bool {
        self.fault.as_deref().is_some_and(|fault| faults.contains(&fault))
    }

    pub(crate) fn was(&self, pace: Pace) -> bool {
        self.pace.contains(&pace)
    }

    /// Whether the body ended before it should.
    pub(crate) fn lacks_some_body(&self) -> bool {
        let length = self.all("content-length").next().and_then(|it| it.parse::<usize>().ok());
        let chunked = self.has("transfer-encoding");
        let lacks = length.is_some_and(|length| self.body.len() < length)
            || chunked && !self.body.ends_with(b"0\r\n\r\n");
        self.whole_head && self.left == Left::Broken && lacks
    }
}
