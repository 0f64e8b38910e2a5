//! Reading requests off a connection, within caps, and noticing when the client leaves.

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// How much a request may be.
#[derive(Debug, Clone, Copy)]
pub struct Caps {
    /// Bytes of the request line and the headers.
    pub head: usize,
    /// Bytes of the body.
    pub body: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self { head: 64 * 1024, body: 1024 * 1024 }
    }
}

const HEADERS: usize = 128;

/// What a connection brought, or why it can't be read.
pub(super) enum Arrival {
    Request(Parsed),
    /// Not acceptable; answered with this status.
    Refused(u16),
    Left,
}

pub(super) struct Parsed {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
    pub(super) keep_alive: bool,
}

/// How the end of the body is told.
enum Framing {
    Length(usize),
    Chunked,
}

pub(super) struct Incoming {
    buffer: BytesMut,
    caps: Caps,
}

impl Incoming {
    pub(super) fn new(caps: Caps) -> Self {
        Self { buffer: BytesMut::new(), caps }
    }

    /// The next request.
    pub(super) async fn next<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
    ) -> Arrival {
        let (mut parsed, framing) = loop {
            match self.head() {
                Ok(Some(head)) => break head,
                Err(status) => return Arrival::Refused(status),
                Ok(None) if self.buffer.len() > self.caps.head => return Arrival::Refused(431),
                Ok(None) => {}
            }
            if !self.read(stream).await {
                return Arrival::Left;
            }
        };
        if expects_continue(&parsed.headers) && self.buffer.is_empty() {
            let interim = b"HTTP/1.1 100 Continue\r\n\r\n";
            if stream.write_all(interim).await.is_err() {
                return Arrival::Left;
            }
        }
        let body = match framing {
            Framing::Length(length) if length > self.caps.body => Err(413),
            Framing::Length(length) => self.exactly(stream, length).await,
            Framing::Chunked => self.chunks(stream).await,
        };
        match body {
            Ok(Some(body)) => {
                parsed.body = body;
                Arrival::Request(parsed)
            }
            Ok(None) => Arrival::Left,
            Err(status) => Arrival::Refused(status),
        }
    }

    /// Comes back when the client has left. What it sends meanwhile is kept for later.
    pub(super) async fn left<S: AsyncRead + Unpin>(&mut self, stream: &mut S) {
        while self.buffer.len() <= self.caps.head + self.caps.body {
            if !self.read(stream).await {
                return;
            }
        }
        std::future::pending::<()>().await;
    }

    /// Reads and forgets until the client leaves or has sent too much: an answer that goes out
    /// while the client still sends would be lost in a reset otherwise.
    pub(super) async fn drain<S: AsyncRead + Unpin>(&mut self, stream: &mut S) {
        let mut left = 16 * self.caps.body;
        while left > 0 {
            self.buffer.clear();
            if !self.read(stream).await {
                return;
            }
            left = left.saturating_sub(self.buffer.len());
        }
    }

    async fn read<S: AsyncRead + Unpin>(&mut self, stream: &mut S) -> bool {
        matches!(stream.read_buf(&mut self.buffer).await, Ok(count) if count > 0)
    }

    /// Takes the request line and the headers off the buffer, if they are complete.
    fn head(&mut self) -> Result<Option<(Parsed, Framing)>, u16> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let length = match request.parse(&self.buffer) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => return Err(431),
            Err(_) => return Err(400),
        };
        let headers: Vec<(String, String)> = request
            .headers
            .iter()
            .map(|header| {
                let value = String::from_utf8_lossy(header.value).into_owned();
                (header.name.to_owned(), value)
            })
            .collect();
        let framing = framing(&headers)?;
        let wishes = |wish: &str| {
            values(&headers, "connection").any(|value| value.eq_ignore_ascii_case(wish))
        };
        let parsed = Parsed {
            method: request.method.unwrap_or_default().to_owned(),
            target: request.path.unwrap_or_default().to_owned(),
            keep_alive: match request.version {
                Some(1) => !wishes("close"),
                _ => wishes("keep-alive"),
            },
            body: Bytes::new(),
            headers,
        };
        self.buffer.advance(length);
        Ok(Some((parsed, framing)))
    }

    async fn exactly<S: AsyncRead + Unpin>(
        &mut self,
        stream: &mut S,
        length: usize,
    ) -> Result<Option<Bytes>, u16> {
        while self.buffer.len() < length {
            if !self.read(stream).await {
                return Ok(None);
            }
        }
        Ok(Some(self.buffer.split_to(length).freeze()))
    }

    async fn chunks<S: AsyncRead + Unpin>(&mut self, stream: &mut S) -> Result<Option<Bytes>, u16> {
        let mut body = BytesMut::new();
        loop {
            let (start, length) = match httparse::parse_chunk_size(&self.buffer) {
                Ok(httparse::Status::Complete((start, length))) => (start, length),
                Ok(httparse::Status::Partial) if self.buffer.len() > self.caps.head => {
                    return Err(400);
                }
                Ok(httparse::Status::Partial) => {
                    if !self.read(stream).await {
                        return Ok(None);
                    }
                    continue;
                }
                Err(_) => return Err(400),
            };
            let length = usize::try_from(length).map_err(|_| 413_u16)?;
            if length > self.caps.body - body.len() {
                return Err(413);
            }
            self.buffer.advance(start);
            if length == 0 {
                return Ok(self.trailers(stream).await?.then(|| body.freeze()));
            }
            let Some(chunk) = self.exactly(stream, length + 2).await? else {
                return Ok(None);
            };
            if &chunk[length..] != b"\r\n" {
                return Err(400);
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }

    /// Skips the lines after the last chunk, up to the empty one. False if the client left.
    async fn trailers<S: AsyncRead + Unpin>(&mut self, stream: &mut S) -> Result<bool, u16> {
        loop {
            let end = self.buffer.windows(2).position(|pair| pair == b"\r\n");
            match end {
                Some(0) => {
                    self.buffer.advance(2);
                    return Ok(true);
                }
                Some(length) => self.buffer.advance(length + 2),
                None if self.buffer.len() > self.caps.head => return Err(431),
                None if self.read(stream).await => {}
                None => return Ok(false),
            }
        }
    }
}

fn framing(headers: &[(String, String)]) -> Result<Framing, u16> {
    let mut lengths = values(headers, "content-length");
    let length = match lengths.next() {
        None => 0,
        Some(text) => text.parse().map_err(|_| 400_u16)?,
    };
    let conflict = lengths.next().is_some();
    match values(headers, "transfer-encoding").next() {
        _ if conflict => Err(400),
        None => Ok(Framing::Length(length)),
        Some(coding) if coding.eq_ignore_ascii_case("chunked") => Ok(Framing::Chunked),
        Some(_) => Err(501),
    }
}

fn expects_continue(headers: &[(String, String)]) -> bool {
    values(headers, "expect").any(|value| value.eq_ignore_ascii_case("100-continue"))
}

fn values<'a>(headers: &'a [(String, String)], name: &str) -> impl Iterator<Item = &'a str> {
    headers
        .iter()
        .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
        .flat_map(|(_, value)| value.split(','))
        .map(str::trim)
}
