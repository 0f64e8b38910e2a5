//! A request as it came.

use std::net::SocketAddr;

use bytes::Bytes;

/// A request, read completely.
#[derive(Debug, Clone)]
pub struct Request {
    /// The server's number of this request, from 1.
    pub number: u64,
    /// The server's number of the connection it came on, from 1.
    pub connection: u64,
    /// Where it came from.
    pub peer: SocketAddr,
    /// `GET`, `POST` …
    pub method: String,
    /// The path and the query, as sent.
    pub target: String,
    /// Names as sent, and values, in their order. Values that aren't UTF-8 are read lossily.
    pub headers: Vec<(String, String)>,
    /// The body, without its transfer encoding.
    pub body: Bytes,
}

impl Request {
    /// The target up to its query.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&*self.target, |(path, _)| path)
    }

    /// The target's query, without the question mark, as sent.
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The first header of that name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}
