//! Requests out of bytes that are all there, for fuzzing.

use std::net::SocketAddr;

use super::incoming::{Arrival, Caps, Incoming};
use super::request::Request;

/// The requests that can be read off a connection that brings `bytes` and ends.
pub(crate) async fn requests(bytes: &[u8], peer: SocketAddr) -> Vec<Request> {
    let mut stream = tokio::io::join(bytes, tokio::io::sink());
    let mut incoming = Incoming::new(Caps::default());
    let mut requests = Vec::new();
    while let Arrival::Request(parsed) = incoming.next(&mut stream).await {
        requests.push(Request {
            number: requests.len() as u64 + 1,
            connection: 1,
            peer,
            method: parsed.method,
            target: parsed.target,
            headers: parsed.headers,
            body: parsed.body,
        });
    }
    requests
}
