//! A client that reads the socket itself.

use std::fmt::Write as _;
use std::io::ErrorKind;

use hypersender_sandbox::Sandbox;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came until the connection's end, and how that was if it was not in good order.
pub(crate) struct Came {
    pub(crate) bytes: Vec<u8>,
    pub(crate) error: Option<ErrorKind>,
}

impl Came {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub(crate) fn status(&self) -> &str {
        self.text().strip_prefix("HTTP/1.1 ").and_then(|text| text.get(..3)).unwrap()
    }

    pub(crate) fn head(&self) -> &str {
        self.text().split_once("\r\n\r\n").unwrap().0
    }

    pub(crate) fn body(&self) -> &str {
        self.text().split_once("\r\n\r\n").unwrap().1
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.body()).unwrap()
    }
}

pub(crate) async fn connect(sandbox: &Sandbox) -> TcpStream {
    TcpStream::connect(sandbox.origin().trim_start_matches("http://")).await.unwrap()
}

pub(crate) async fn read(client: &mut TcpStream) -> Came {
    let mut bytes = Vec::new();
    let error = client.read_to_end(&mut bytes).await.err().map(|error| error.kind());
    Came { bytes, error }
}

/// Sends a request with these headers as the last one of its connection.
pub(crate) async fn send(
    sandbox: &Sandbox,
    line: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Came {
    let mut client = connect(sandbox).await;
    let mut request = format!("{line} HTTP/1.1\r\n");
    for (name, value) in headers {
        let _ = write!(request, "{name}: {value}\r\n");
    }
    let length = body.len();
    let _ = write!(request, "Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    client.write_all(request.as_bytes()).await.unwrap();
    read(&mut client).await
}
