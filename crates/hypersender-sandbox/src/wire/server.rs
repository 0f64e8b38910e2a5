//! The listener: takes connections on, counts them, and stops when it is dropped.

use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use hypersender::clock::Clock;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use super::connection::{Connection, End};
use super::incoming::Caps;
use super::{Action, Reply, Request};

/// Says how requests are answered.
///
/// An asynchronous function of a [`Request`] is one.
pub trait Handler: Send + Sync + 'static {
    /// Answers. Dropped where it waits if the client leaves meanwhile.
    fn handle(&self, request: Request) -> impl Future<Output = Reply> + Send;

    /// What is done with a new connection before a request is read from it; if that doesn't end
    /// in [`Action::Next`], no request is read.
    fn connected(&self, _connection: u64) -> Option<Vec<Action>> {
        None
    }

    /// Told when the exchange that began with the request of that number is over.
    fn ended(&self, _request: u64, _end: End) {}
}

impl<F, R> Handler for F
where
    F: Fn(Request) -> R + Send + Sync + 'static,
    R: Future<Output = Reply> + Send,
{
    fn handle(&self, request: Request) -> impl Future<Output = Reply> + Send {
        self(request)
    }
}

/// Turns a TCP connection into what HTTP is spoken on: the place to put TLS around it.
pub trait Accept: Send + Sync + 'static {
    /// The TCP connection, or what is around it.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send;

    /// Takes a new connection on. After an error it is closed.
    fn accept(&self, tcp: TcpStream) -> impl Future<Output = io::Result<Self::Stream>> + Send;

    /// The TCP connection inside.
    fn tcp(stream: &Self::Stream) -> &TcpStream;
}

/// HTTP without TLS.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Accept for Plain {
    type Stream = TcpStream;

    async fn accept(&self, tcp: TcpStream) -> io::Result<TcpStream> {
        Ok(tcp)
    }

    fn tcp(stream: &TcpStream) -> &TcpStream {
        stream
    }
}

/// How many connections a server has had and has, and how many requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Connections {
    /// Connections taken on since the start.
    pub accepted: u64,
    /// Those that are open now.
    pub open: u64,
    /// Requests that were read completely since the start.
    pub requests: u64,
}

/// A server on a port of its own, which lives until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    counts: watch::Sender<Connections>,
    listener: Listener,
    accepting: AbortHandle,
}

/// Taken out by whoever drops the server: the port is free at once, not only when the task that
/// listens gets to know that it has ended.
type Listener = Arc<Mutex<Option<TcpListener>>>;

impl Server {
    /// Listens on that address, port 0 for any free one, on the runtime that this is called on.
    pub async fn start<A: Accept, H: Handler>(
        address: impl ToSocketAddrs,
        accept: A,
        clock: Clock,
        handler: Arc<H>,
    ) -> io::Result<Self> {
        Self::start_capped(address, accept, clock, Caps::default(), handler).await
    }

    /// The same with other caps on what a request may be.
    pub async fn start_capped<A: Accept, H: Handler>(
        address: impl ToSocketAddrs,
        accept: A,
        clock: Clock,
        caps: Caps,
        handler: Arc<H>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let counts = watch::Sender::new(Connections::default());
        let shared = Arc::new(Shared {
            accept,
            clock,
            caps,
            handler,
            counts: counts.clone(),
            numbers: AtomicU64::new(0),
        });
        let listener = Arc::new(Mutex::new(Some(listener)));
        let accepting = tokio::spawn(run(Arc::clone(&listener), shared)).abort_handle();
        Ok(Self { address, counts, listener, accepting })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The counts of this moment.
    pub fn connections(&self) -> Connections {
        *self.counts.borrow()
    }

    /// Waits until the counts are as wanted, and gives them.
    pub async fn wait_for(&self, wanted: impl FnMut(&Connections) -> bool) -> Connections {
        let mut counts = self.counts.subscribe();
        let reached = counts.wait_for(wanted).await.map(|counts| *counts);
        reached.unwrap_or_else(|_| self.connections())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listener.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.accepting.abort();
    }
}

struct Shared<A, H> {
    accept: A,
    clock: Clock,
    caps: Caps,
    handler: Arc<H>,
    counts: watch::Sender<Connections>,
    numbers: AtomicU64,
}

/// The next connection; pending for ever when the listener is gone.
async fn accept(listener: &Listener) -> io::Result<(TcpStream, SocketAddr)> {
    poll_fn(|context| {
        let listener = listener.lock().unwrap_or_else(PoisonError::into_inner);
        listener.as_ref().map_or(Poll::Pending, |listener| listener.poll_accept(context))
    })
    .await
}

async fn run<A: Accept, H: Handler>(listener: Listener, shared: Arc<Shared<A, H>>) {
    // Dropping the set ends every connection in it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = accept(&listener) => match accepted {
                Ok((tcp, peer)) => {
                    let place = Place::new(&shared.counts);
                    connections.spawn(serve(tcp, peer, place, Arc::clone(&shared)));
                }
                Err(_) => tokio::task::yield_now().await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve<A: Accept, H: Handler>(
    tcp: TcpStream,
    peer: SocketAddr,
    place: Place,
    shared: Arc<Shared<A, H>>,
) {
    let _ = tcp.set_nodelay(true);
    let Ok(stream) = shared.accept.accept(tcp).await else {
        return;
    };
    let next_request = || {
        shared.counts.send_modify(|counts| counts.requests += 1);
        shared.numbers.fetch_add(1, Ordering::Relaxed) + 1
    };
    let clock = shared.clock.clone();
    Connection::<A>::new(place.number, peer, stream, clock, shared.caps)
        .serve(&*shared.handler, next_request)
        .await;
}

/// A connection's place among the open ones.
struct Place {
    number: u64,
    counts: watch::Sender<Connections>,
}

impl Place {
    fn new(counts: &watch::Sender<Connections>) -> Self {
        let mut number = 0;
        counts.send_modify(|counts| {
            counts.accepted += 1;
            counts.open += 1;
            number = counts.accepted;
        });
        Self { number, counts: counts.clone() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.counts.send_modify(|counts| counts.open -= 1);
    }
}
