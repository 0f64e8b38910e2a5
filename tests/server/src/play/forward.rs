//! A port in front of the server: a proxy, or one where nobody is at home until the steps are
//! done.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use socket2::{Domain, Socket, Type};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::Counts;

/// A port whose connections are passed on.
#[derive(Debug)]
pub(super) struct Forward {
    address: SocketAddr,
    accepted: Arc<AtomicU64>,
    open: watch::Receiver<bool>,
    task: AbortHandle,
}

/// The end of the steps, for a port that only works from then on.
type StepsDone = watch::Receiver<Option<Counts>>;

impl Forward {
    /// Refuses connections until the steps are done.
    pub(super) fn refusing(to: SocketAddr, mut steps_done: StepsDone) -> io::Result<Self> {
        let socket = bound()?;
        Self::start(&socket, to, async move |socket, port| {
            steps_done.wait_for(Option::is_some).await.map_err(io::Error::other)?;
            socket.listen(128)?;
            port.pass_on(listener(socket)?, Manner::Proxy).await
        })
    }

    /// Lets every packet of a new connection be lost until the steps are done: the queue of those
    /// who wait to be accepted is full.
    pub(super) async fn losing(to: SocketAddr, mut steps_done: StepsDone) -> io::Result<Self> {
        let socket = bound()?;
        socket.listen(0)?;
        let address = address(&socket)?;
        let mut queue = Vec::new();
        for _ in 0..4 {
            let knocking = Socket::new(Domain::IPV4, Type::STREAM, None)?;
            knocking.set_nonblocking(true)?;
            let _ = knocking.connect(&address.into()); // "in progress", which is the point
            queue.push(knocking);
            tokio::task::yield_now().await;
        }
        Self::start(&socket, to, async move |socket, port| {
            steps_done.wait_for(Option::is_some).await.map_err(io::Error::other)?;
            drop(queue);
            socket.listen(128)?;
            port.pass_on(listener(socket)?, Manner::Proxy).await
        })
    }

    /// Is an HTTP proxy.
    pub(super) fn proxy(to: SocketAddr) -> io::Result<Self> {
        let socket = bound()?;
        socket.listen(128)?;
        Self::start(&socket, to, async move |socket, port| {
            port.pass_on(listener(socket)?, Manner::Proxy).await
        })
    }

    /// Is an HTTP proxy that wants another password until the steps are done.
    pub(super) fn unauthorized(to: SocketAddr, steps_done: StepsDone) -> io::Result<Self> {
        let socket = bound()?;
        socket.listen(128)?;
        Self::start(&socket, to, async move |socket, port| {
            port.pass_on(listener(socket)?, Manner::Unauthorized(steps_done)).await
        })
    }

    fn start<F, R>(socket: &Socket, to: SocketAddr, work: F) -> io::Result<Self>
    where
        F: FnOnce(Socket, Port) -> R,
        R: Future<Output = io::Result<()>> + Send + 'static,
    {
        let accepted = Arc::new(AtomicU64::new(0));
        let is_open = watch::Sender::new(false);
        let open = is_open.subscribe();
        let port = Port { to, accepted: Arc::clone(&accepted), is_open };
        let task = tokio::spawn(work(socket.try_clone()?, port)).abort_handle();
        Ok(Self { address: address(socket)?, accepted, open, task })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Waits until connections are accepted.
    pub(super) async fn opened(&self) {
        let _ = self.open.clone().wait_for(|open| *open).await;
    }
}

impl Drop for Forward {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn bound() -> io::Result<Socket> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
    Ok(socket)
}

fn address(socket: &Socket) -> io::Result<SocketAddr> {
    socket.local_addr()?.as_socket().ok_or_else(|| io::Error::other("no address"))
}

fn listener(socket: Socket) -> io::Result<TcpListener> {
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket.into())
}

struct Port {
    to: SocketAddr,
    accepted: Arc<AtomicU64>,
    is_open: watch::Sender<bool>,
}

#[derive(Clone)]
enum Manner {
    /// `CONNECT` opens a tunnel; anything else is passed on as it is.
    Proxy,
    /// The same, but only once the steps are done.
    Unauthorized(StepsDone),
}

impl Port {
    async fn pass_on(self, listener: TcpListener, manner: Manner) -> io::Result<()> {
        self.is_open.send_replace(true);
        loop {
            let (client, _) = listener.accept().await?;
            self.accepted.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(tunnel(client, self.to, manner.clone()));
        }
    }
}

async fn tunnel(mut client: TcpStream, to: SocketAddr, manner: Manner) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && !begins_tls(&head) {
        if client.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    if let Manner::Unauthorized(steps_done) = &manner
        && steps_done.borrow().is_none()
    {
        let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\n\
             Proxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        client.write_all(refusal.as_bytes()).await?;
        return client.shutdown().await;
    }
    let mut server = TcpStream::connect(to).await?;
    if head.starts_with(b"CONNECT ") {
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    } else {
        server.write_all(&head).await?;
    }
    tokio::io::copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

/// A TLS client speaks first, and not in lines.
fn begins_tls(head: &[u8]) -> bool {
    head.first() == Some(&0x16)
}
