//! An answer that is ordinary HTTP, and its bytes.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

/// An ordinary answer.
///
/// `Content-Length`, `Date` and `Connection` are written unless the headers name them already;
/// what they say is not checked, so an answer may lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names and values, in the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// How long it is held back before it is sent.
    pub after: Duration,
}

impl Response {
    /// An answer without a body.
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), after: Duration::ZERO }
    }

    /// An answer with a body of that type.
    pub fn with_body(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let mut response = Self::new(status).header("Content-Type", content_type);
        response.body = body.into();
        response
    }

    /// An answer with a JSON body, written as it is given.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::with_body(status, "application/json", body)
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same, sent only after `duration`.
    #[must_use]
    pub fn after(mut self, duration: Duration) -> Self {
        self.after = duration;
        self
    }

    /// The status line and the headers with the empty line, as bytes for a script.
    pub fn head(&self, wall: SystemTime, keep_alive: bool) -> Bytes {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if !self.has("content-length") && !self.has("transfer-encoding") && self.may_have_body() {
            let _ = write!(head, "Content-Length: {}\r\n", self.body.len());
        }
        if !self.has("date") {
            let _ = write!(head, "Date: {}\r\n", httpdate::fmt_http_date(wall));
        }
        if !keep_alive && !self.has("connection") {
            head.push_str("Connection: close\r\n");
        }
        head.push_str("\r\n");
        head.into()
    }

    /// The whole answer, as bytes for a script.
    pub fn bytes(&self, wall: SystemTime, keep_alive: bool) -> Bytes {
        let mut bytes = Vec::from(self.head(wall, keep_alive));
        if self.may_have_body() {
            bytes.extend_from_slice(&self.body);
        }
        bytes.into()
    }

    /// Whether the headers themselves end the connection after this answer.
    pub(super) fn closes(&self) -> bool {
        self.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("connection") && value.eq_ignore_ascii_case("close")
        })
    }

    fn may_have_body(&self) -> bool {
        self.status >= 200 && self.status != 204 && self.status != 304
    }

    /// The value of a header, in whatever case its name is.
    pub(crate) fn value_of(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }
}

/// The usual words for a status; they mean nothing to a client.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Whatever",
    }
}
