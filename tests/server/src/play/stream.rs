//! What becomes of a connection before HTTP is spoken on it: broken off, ignored, or served,
//! with TLS or without; and the count of what is sent on it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use hypersender_sandbox::wire::Accept;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Counts;
use super::log::Log;
use crate::format::OnConnection;

/// Lets connections in, each as the script says.
pub(super) struct Entrance {
    tls: Option<TlsAcceptor>,
    connections: Vec<OnConnection>,
    seen: AtomicUsize,
    log: Arc<Log>,
    steps_done: watch::Receiver<Option<Counts>>,
}

impl Entrance {
    pub(super) fn new(
        tls: Option<TlsAcceptor>,
        connections: Vec<OnConnection>,
        log: Arc<Log>,
        steps_done: watch::Receiver<Option<Counts>>,
    ) -> Self {
        Self { tls, connections, seen: AtomicUsize::new(0), log, steps_done }
    }

    fn next(&self) -> OnConnection {
        let index = self.seen.fetch_add(1, Ordering::Relaxed);
        if self.steps_done.borrow().is_some() {
            return OnConnection::Serve;
        }
        let script = &self.connections;
        script.get(index).or(script.last()).copied().unwrap_or_default()
    }
}

impl Accept for Entrance {
    type Stream = Counted;

    async fn accept(&self, mut tcp: TcpStream) -> io::Result<Counted> {
        let ended = |why: &str| Err(io::Error::other(why.to_owned()));
        match self.next() {
            OnConnection::Serve => {}
            OnConnection::Close => return ended("closed at once"),
            OnConnection::Reset => {
                tcp.set_zero_linger()?;
                return ended("reset at once");
            }
            OnConnection::Hang => {
                // Held until the client has left.
                tcp.readable().await?;
                let mut ignored = [0; 1024];
                while tcp.read(&mut ignored).await? > 0 {}
                return ended("the client left");
            }
            OnConnection::CutHandshake => {
                let mut hello = [0; 4096];
                let _ = tcp.read(&mut hello).await?;
                return ended("closed within the handshake");
            }
        }
        let socket = match &self.tls {
            None => Socket::Plain(tcp),
            Some(tls) => Socket::Tls(Box::new(tls.accept(tcp).await?)),
        };
        Ok(Counted { socket, log: Arc::clone(&self.log) })
    }

    fn tcp(stream: &Counted) -> &TcpStream {
        match &stream.socket {
            Socket::Plain(tcp) => tcp,
            Socket::Tls(tls) => tls.get_ref().0,
        }
    }
}

/// A connection that counts what is sent on it.
pub(super) struct Counted {
    socket: Socket,
    log: Arc<Log>,
}

enum Socket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(tcp) => Pin::new(tcp).poll_read(context, buffer),
            Socket::Tls(tls) => Pin::new(tls).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = match &mut self.socket {
            Socket::Plain(tcp) => Pin::new(tcp).poll_write(context, bytes),
            Socket::Tls(tls) => Pin::new(tls).poll_write(context, bytes),
        };
        if let Poll::Ready(Ok(count)) = &written {
            self.log.sent(*count);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(tcp) => Pin::new(tcp).poll_flush(context),
            Socket::Tls(tls) => Pin::new(tls).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Plain(tcp) => Pin::new(tcp).poll_shutdown(context),
            Socket::Tls(tls) => Pin::new(tls).poll_shutdown(context),
        }
    }
}
