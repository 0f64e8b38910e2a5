//! One connection: requests in, replies out, until somebody ends it.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use hypersender::clock::Clock;
use serde::Serialize;
use tokio::io::AsyncWriteExt;

use super::incoming::{Arrival, Caps, Incoming};
use super::{Accept, Action, Handler, Reply, Request, Response};

/// How an exchange of a request and its reply ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum End {
    /// The reply was written completely.
    Answered,
    /// The client left before that.
    ClientLeft,
    /// The script broke the connection off.
    Reset,
    /// The script, or its end, closed the connection.
    Closed,
}

/// A connection with all that is needed to serve it.
pub(super) struct Connection<A: Accept> {
    number: u64,
    peer: SocketAddr,
    stream: A::Stream,
    incoming: Incoming,
    clock: Clock,
}

impl<A: Accept> Connection<A> {
    pub(super) fn new(
        number: u64,
        peer: SocketAddr,
        stream: A::Stream,
        clock: Clock,
        caps: Caps,
    ) -> Self {
        Self { number, peer, stream, incoming: Incoming::new(caps), clock }
    }

    /// Serves requests until the connection ends.
    pub(super) async fn serve<H: Handler>(mut self, handler: &H, next_request: impl Fn() -> u64) {
        if let Some(script) = handler.connected(self.number)
            && self.run(script).await != End::Answered
        {
            return;
        }
        loop {
            let parsed = match self.incoming.next(&mut self.stream).await {
                Arrival::Request(parsed) => parsed,
                Arrival::Refused(status) => return self.refuse(status).await,
                Arrival::Left => return,
            };
            let keep_alive = parsed.keep_alive;
            let head_only = parsed.method == "HEAD";
            let request = Request {
                number: next_request(),
                connection: self.number,
                peer: self.peer,
                method: parsed.method,
                target: parsed.target,
                headers: parsed.headers,
                body: parsed.body,
            };
            let asked = request.number;
            let reply = tokio::select! {
                reply = handler.handle(request) => Some(reply),
                () = self.incoming.left(&mut self.stream) => None,
            };
            let (end, keep_alive) = match reply {
                None => (End::ClientLeft, false),
                Some(Reply::Script(script)) => (self.run(script).await, keep_alive),
                Some(Reply::Response(response)) => {
                    let keep_alive = keep_alive && !response.closes();
                    let end = self.respond(&response, keep_alive, head_only).await;
                    (end, keep_alive)
                }
            };
            handler.ended(asked, end);
            if end == End::Answered && !keep_alive {
                let _ = self.stream.shutdown().await;
            }
            if end != End::Answered || !keep_alive {
                return;
            }
        }
    }

    async fn respond(&mut self, response: &Response, keep_alive: bool, head_only: bool) -> End {
        if !self.wait(response.after).await {
            return End::ClientLeft;
        }
        let wall = self.clock.wall();
        let bytes = if head_only {
            response.head(wall, keep_alive)
        } else {
            response.bytes(wall, keep_alive)
        };
        if !self.write(&bytes).await {
            return End::ClientLeft;
        }
        End::Answered
    }

    async fn refuse(&mut self, status: u16) {
        let response = Response::new(status);
        self.respond(&response, false, false).await;
        let _ = self.stream.shutdown().await;
        self.incoming.drain(&mut self.stream).await;
    }

    /// Does what the script says. [`End::Answered`] if the connection may be used again.
    async fn run(&mut self, script: Vec<Action>) -> End {
        for action in script {
            let goes_on = match action {
                Action::Bytes(bytes) => self.write(&bytes).await,
                Action::Drip { bytes, every } => self.drip(bytes, every).await,
                Action::Forever { bytes, every } => {
                    while self.wait(every).await && self.write(&bytes).await {}
                    false
                }
                Action::Wait(duration) => self.wait(duration).await,
                Action::Reset => {
                    // The system sends a reset when such a socket is closed.
                    let _ = A::tcp(&self.stream).set_zero_linger();
                    return End::Reset;
                }
                Action::Close => break,
                Action::Hang => {
                    let _holding = self.clock.holding();
                    self.incoming.left(&mut self.stream).await;
                    false
                }
                Action::Next => return End::Answered,
            };
            if !goes_on {
                return End::ClientLeft;
            }
        }
        let _ = self.stream.shutdown().await;
        End::Closed
    }

    async fn drip(&mut self, bytes: Bytes, every: Duration) -> bool {
        for at in 0..bytes.len() {
            if !self.wait(every).await || !self.write(&bytes[at..=at]).await {
                return false;
            }
        }
        true
    }

    /// False if the client left.
    async fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok() && self.stream.flush().await.is_ok()
    }

    /// False if the client left before the time was over.
    async fn wait(&mut self, duration: Duration) -> bool {
        if duration.is_zero() {
            return true;
        }
        let _holding = self.clock.holding();
        let until = self.clock.now() + duration;
        tokio::select! {
            biased;
            () = self.incoming.left(&mut self.stream) => false,
            () = self.clock.sleep_until(until) => true,
        }
    }
}
