//! The server underneath, seen by a client that reads the socket itself.

use std::io::ErrorKind;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender_sandbox::wire::{Action, End, Handler, Plain, Reply, Request, Response, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

pub(crate) const GET: &[u8] = b"GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n";
const CLOSE: &[u8] = b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n";

/// Answers every request with the same, and keeps what it saw.
pub(crate) struct Same {
    reply: Reply,
    first: Option<Vec<Action>>,
    seen: Mutex<Vec<Request>>,
    ends: watch::Sender<Vec<(u64, End)>>,
}

impl Same {
    pub(crate) fn new(reply: impl Into<Reply>) -> Self {
        Self {
            reply: reply.into(),
            first: None,
            seen: Mutex::default(),
            ends: watch::Sender::default(),
        }
    }

    /// The same, but every connection begins with this.
    pub(crate) fn first(mut self, script: Vec<Action>) -> Self {
        self.first = Some(script);
        self
    }

    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits until that many exchanges are over.
    pub(crate) async fn ends(&self, count: usize) -> Vec<(u64, End)> {
        let mut ends = self.ends.subscribe();
        let ends = ends.wait_for(|ends| ends.len() >= count).await;
        ends.unwrap().clone()
    }
}

impl Handler for Same {
    async fn handle(&self, request: Request) -> Reply {
        self.seen.lock().unwrap().push(request);
        self.reply.clone()
    }

    fn connected(&self, _connection: u64) -> Option<Vec<Action>> {
        self.first.clone()
    }

    fn ended(&self, request: u64, end: End) {
        self.ends.send_modify(|ends| ends.push((request, end)));
    }
}

pub(crate) async fn start(handler: Same, clock: Clock) -> (Server, Arc<Same>, TcpStream) {
    let handler = Arc::new(handler);
    let server = Server::start("127.0.0.1:0", Plain, clock, Arc::clone(&handler)).await.unwrap();
    let client = TcpStream::connect(server.address()).await.unwrap();
    (server, handler, client)
}

/// Sends `request` to a server that gives `reply`, and reads to the end.
pub(crate) async fn exchange(
    reply: impl Into<Reply>,
    request: &[u8],
) -> (Vec<u8>, Option<ErrorKind>) {
    let (_server, _, mut client) = start(Same::new(reply), Clock::virtual_time()).await;
    client.write_all(request).await.unwrap();
    read(&mut client).await
}

pub(crate) async fn read(client: &mut TcpStream) -> (Vec<u8>, Option<ErrorKind>) {
    let mut bytes = Vec::new();
    let error = client.read_to_end(&mut bytes).await.err();
    (bytes, error.map(|error| error.kind()))
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn an_ordinary_answer_has_length_date_and_body() {
    let (bytes, error) = exchange(Response::json(200, "{}"), CLOSE).await;
    let (head, body) = text(&bytes).split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    assert_eq!(lines.next(), Some("HTTP/1.1 200 OK"));
    assert_eq!(lines.next(), Some("Content-Type: application/json"));
    assert_eq!(lines.next(), Some("Content-Length: 2"));
    assert!(lines.next().unwrap().starts_with("Date: "));
    assert_eq!(lines.next(), Some("Connection: close"));
    assert_eq!((body, error), ("{}", None));
}

#[tokio::test]
async fn a_request_is_read_completely_and_the_connection_used_again() {
    let (server, same, mut client) = start(Same::new(Response::new(204)), Clock::system()).await;
    client.write_all(GET).await.unwrap();
    client.write_all(b"POST /p HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").await.unwrap();
    client
        .write_all(b"POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    client.write_all(b"2\r\nde\r\n1\r\nf\r\n0\r\nT: 1\r\n\r\n").await.unwrap();
    let (bytes, _) = read(&mut client).await;
    assert_eq!(text(&bytes).matches("HTTP/1.1 204").count(), 3);
    assert!(!text(&bytes).contains("Content-Length"));
    let seen = same.seen();
    assert_eq!((seen[0].path(), seen[0].query()), ("/a", Some("b=c")));
    assert_eq!(seen[0].header("ACCEPT"), Some("application/json"));
    assert_eq!((&*seen[1].method, &*seen[1].body), ("POST", &b"abc"[..]));
    assert_eq!(&*seen[2].body, b"def");
    assert_eq!(seen.iter().map(|seen| seen.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(seen.iter().all(|seen| seen.connection == 1));
    assert!(seen.iter().all(|seen| seen.peer.ip().is_loopback()));
    assert_eq!(server.connections().requests, 3);
}

#[tokio::test]
async fn an_answer_to_head_has_no_body() {
    let request = b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n";
    let (bytes, _) = exchange(Response::json(200, "{}"), request).await;
    assert!(text(&bytes).contains("Content-Length: 2"));
    assert!(text(&bytes).ends_with("\r\n\r\n"));
}

#[tokio::test]
async fn an_answer_can_be_held_back() {
    let clock = Clock::virtual_time();
    let began = clock.now();
    let late = Response::new(204).after(Duration::from_secs(9));
    let (_server, _, mut client) = start(Same::new(late), clock.clone()).await;
    client.write_all(CLOSE).await.unwrap();
    assert!(text(&read(&mut client).await.0).starts_with("HTTP/1.1 204"));
    assert_eq!(clock.now().since(began), Duration::from_secs(9));
}

#[tokio::test]
async fn headers_of_an_answer_may_lie() {
    let response = Response::json(200, "{}").header("content-length", "100");
    let (bytes, error) = exchange(response, CLOSE).await;
    assert_eq!(text(&bytes).matches("ontent-").count(), 2);
    assert!(text(&bytes).ends_with("\r\n\r\n{}"));
    assert_eq!(error, None);
}

#[tokio::test]
async fn what_is_no_http_or_too_large_is_refused() {
    let large = format!("GET / HTTP/1.1\r\nA: {}", "a".repeat(70_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(200));
    for (request, status) in [
        ("hello\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n", "413"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", "413"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "400"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "501"),
        (&large, "431"),
        (&many, "431"),
    ] {
        let (bytes, error) = exchange(Response::new(200), request.as_bytes()).await;
        let expected = format!("HTTP/1.1 {status} ");
        assert!(text(&bytes).starts_with(&expected), "{request:.60} {bytes:?}");
        assert_eq!(error, None, "{request:.60}");
    }
}

#[tokio::test]
async fn a_client_that_expects_it_is_told_to_continue() {
    let (_server, _, mut client) = start(Same::new(Response::new(200)), Clock::system()).await;
    let head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
    client.write_all(head).await.unwrap();
    let mut interim = [0; 25];
    client.read_exact(&mut interim).await.unwrap();
    assert_eq!(text(&interim), "HTTP/1.1 100 Continue\r\n\r\n");
    client.write_all(b"a").await.unwrap();
    client.read_exact(&mut interim[..15]).await.unwrap();
    assert_eq!(text(&interim[..15]), "HTTP/1.1 200 OK");
}

#[tokio::test]
async fn the_server_sees_a_client_leave_while_its_handler_waits() {
    struct Never(watch::Sender<Option<End>>);
    impl Handler for Never {
        async fn handle(&self, _request: Request) -> Reply {
            std::future::pending().await
        }
        fn ended(&self, _request: u64, end: End) {
            self.0.send_replace(Some(end));
        }
    }
    let never = Arc::new(Never(watch::Sender::default()));
    let server =
        Server::start("127.0.0.1:0", Plain, Clock::system(), Arc::clone(&never)).await.unwrap();
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client.write_all(GET).await.unwrap();
    server.wait_for(|counts| counts.requests == 1).await;
    drop(client);
    let mut end = never.0.subscribe();
    assert_eq!(*end.wait_for(Option::is_some).await.unwrap(), Some(End::ClientLeft));
}

#[tokio::test]
async fn a_dropped_server_ends_its_connections_and_frees_its_port() {
    let (server, _, mut client) = start(Same::new(vec![Action::Hang]), Clock::system()).await;
    client.write_all(GET).await.unwrap();
    server.wait_for(|counts| counts.requests == 1).await;
    let address = server.address();
    drop(server);
    assert!(std::net::TcpStream::connect(address).is_err());
    read(&mut client).await;
}
