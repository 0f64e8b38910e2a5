//! One run's side of the wire: a server that follows the scenario's script and notes what it got.

mod answers;
mod authority;
mod forward;
mod log;
mod reply;
mod stand_in;
mod stream;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender_sandbox::wire::{End, Handler, Reply, Request, Response, Server};
use tokio::sync::watch;

use crate::format::{self, Event, Listen, Proxy};
use crate::seen;
pub(crate) use answers::Answers;
use answers::Scripted;
pub(crate) use authority::Authority;
use forward::Forward;
pub(crate) use log::{Log, Logged};
pub(crate) use stand_in::StandIn;
use stream::Entrance;

/// The instance that the call asks for which sees whether the client still works.
pub(crate) const STILL_WORKS: &str = "still-works";

/// What was counted when the steps were done: what comes later only sees whether the client still
/// works.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    /// Connections to the server.
    pub(crate) connections: u64,
    /// Those that came through the proxy.
    pub(crate) proxied: u64,
}

/// Addresses are reserved before anything is expanded, since the script may name them.
#[derive(Debug)]
pub(crate) struct Stage {
    server: Server,
    other: Server,
    front: Option<Forward>,
    proxy: Option<Forward>,
    secure: bool,
    prefix: String,
    actor: Arc<Actor>,
    steps_done: watch::Sender<Option<Counts>>,
}

impl Stage {
    /// Opens the ports that a scenario needs. Nothing is answered before [`Stage::play`].
    pub(crate) async fn open(
        number: u64,
        server: &format::Server,
        proxy: Option<Proxy>,
        authority: &Authority,
    ) -> io::Result<Self> {
        let prefix = format!("/r{number}");
        let log = Arc::new(Log::default());
        let actor = Arc::new(Actor {
            prefix: prefix.clone(),
            answers: Mutex::new(Answers::default()),
            log: Arc::clone(&log),
            callers: OnceLock::new(),
        });
        let steps_done = watch::Sender::new(None);
        let tls = server.tls.map(|kind| authority.acceptor(kind)).transpose()?;
        let connections = server.connections.clone();
        let entrance = Entrance::new(tls, connections, Arc::clone(&log), steps_done.subscribe());
        let clock = Clock::system();
        let inner = Server::start(LOOPBACK, entrance, clock.clone(), Arc::clone(&actor)).await?;
        let stranger = |_: Request| std::future::ready(Reply::Response(Response::new(200)));
        let other =
            Server::start(LOOPBACK, hypersender_sandbox::wire::Plain, clock, Arc::new(stranger))
                .await?;
        let to = inner.address();
        Ok(Self {
            front: match server.listen {
                Listen::Serve => None,
                Listen::Refused => Some(Forward::refusing(to, steps_done.subscribe())?),
                Listen::BlackHole => Some(Forward::losing(to, steps_done.subscribe()).await?),
            },
            proxy: match proxy {
                None => None,
                Some(Proxy::Forward) => Some(Forward::proxy(to)?),
                Some(Proxy::Refused) => Some(Forward::refusing(to, steps_done.subscribe())?),
                Some(Proxy::Unauthorized) => {
                    Some(Forward::unauthorized(to, steps_done.subscribe())?)
                }
            },
            server: inner,
            other,
            secure: server.tls.is_some(),
            prefix,
            actor,
            steps_done,
        })
    }

    /// What the names of addresses stand for.
    pub(crate) fn names(&self) -> Vec<(&'static str, String)> {
        let host = self.address().to_string();
        let scheme = if self.secure { "https" } else { "http" };
        let mut names = vec![
            ("server", format!("{scheme}://{host}{}", self.prefix)),
            ("server_host", host),
            ("other", format!("http://{}", self.other.address())),
        ];
        if let Some(proxy) = &self.proxy {
            names.push(("proxy_host", proxy.address().to_string()));
        }
        names
    }

    /// Takes the script.
    pub(crate) fn play(&self, answers: Answers) {
        *self.actor.answers() = answers;
    }

    /// From now on nothing is answered while a caller that this clock counts is at work.
    pub(crate) fn wait_for_callers(&self, clock: Clock) {
        let _ = self.actor.callers.set(clock);
    }

    fn address(&self) -> SocketAddr {
        self.front.as_ref().map_or(self.server.address(), Forward::address)
    }

    /// What was received.
    pub(crate) fn log(&self) -> &Arc<Log> {
        &self.actor.log
    }

    /// What is left of the script.
    pub(crate) fn leftover(&self) -> Vec<String> {
        self.actor.answers().leftover()
    }

    /// The counts as they were when the steps were done, or as they are.
    pub(crate) fn counts(&self) -> Counts {
        let now = || Counts {
            connections: self.server.connections().accepted,
            proxied: self.proxy.as_ref().map_or(0, Forward::accepted),
        };
        self.steps_done.borrow().unwrap_or_else(now)
    }

    /// How many connections were made to the server that nobody should follow a redirect to.
    pub(crate) fn strayed(&self) -> u64 {
        self.other.connections().accepted
    }

    /// Waits until that has happened; false if it does not within `patience`.
    pub(crate) async fn wait(&self, event: Event, patience: Duration) -> bool {
        let happens = async {
            match event {
                Event::Started(_) => {}
                Event::StepsDone(_) => {
                    let counts = self.counts();
                    self.steps_done.send_if_modified(|done| {
                        let first = done.is_none();
                        *done = done.or(Some(counts));
                        first
                    });
                    if let Some(front) = &self.front {
                        front.opened().await;
                    }
                    if let Some(proxy) = &self.proxy {
                        proxy.opened().await;
                    }
                }
                Event::Requests(count) => self.log().requests(count).await,
                Event::Asked(count) => self.log().asked_for(count).await,
                Event::Connections(count) => {
                    self.server.wait_for(|now| now.accepted >= count).await;
                }
                Event::Closed(count) => {
                    self.server.wait_for(|now| now.accepted - now.open >= count).await;
                    // On a busy machine even loopback takes a moment to bring the client the news.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        };
        tokio::time::timeout(patience, happens).await.is_ok()
    }
}

/// Port 0: any free one.
const LOOPBACK: (std::net::Ipv4Addr, u16) = (std::net::Ipv4Addr::LOCALHOST, 0);

/// Answers requests as the script says.
#[derive(Debug)]
struct Actor {
    prefix: String,
    answers: Mutex<Answers>,
    log: Arc<Log>,
    /// The clock that counts the callers, if they are counted.
    callers: OnceLock<Clock>,
}

impl Actor {
    fn answers(&self) -> std::sync::MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Comes back when no caller is at work; at once if they are not counted.
    async fn callers_wait(&self) {
        if let Some(clock) = self.callers.get() {
            clock.callers_at_most(0).await;
        }
    }

    /// The target as the client meant it: without the run's prefix, and without the host that a
    /// request to a proxy names.
    fn target(&self, request: &Request) -> String {
        let target = request
            .target
            .strip_prefix("http://")
            .map_or(&*request.target, |rest| rest.find('/').map_or("/", |slash| &rest[slash..]));
        target.strip_prefix(&self.prefix).unwrap_or(target).to_owned()
    }
}

impl Handler for Actor {
    async fn handle(&self, request: Request) -> Reply {
        let target = self.target(&request);
        if target == format!("/{STILL_WORKS}/health") {
            let body = format!(r#"{{"instance_id":"{STILL_WORKS}","status":"WORKING"}}"#);
            return Response::json(200, body).into();
        }
        let answer = self.answers().next(&request.method, &target);
        let line = format!("{} {target}", request.method);
        if answer.is_none() {
            self.log.unscripted(line.clone());
        }
        self.log.request(request, line);
        self.callers_wait().await;
        let Some(Scripted { after_requests, delay, script }) = answer else {
            let body = r#"{"message":"the scenario has no answer to this"}"#;
            return Response::json(500, body).into();
        };
        self.log.requests(after_requests).await;
        if !delay.is_zero() {
            // Who leaves meanwhile has seen no more of it.
            self.log.answered(seen::scripted(&target, true, &[]));
            tokio::time::sleep(delay).await;
            // A caller that was told meanwhile to cancel does so before the answer comes.
            self.callers_wait().await;
        }
        self.log.answered(seen::scripted(&target, false, &script));
        Reply::Script(script)
    }

    fn ended(&self, _request: u64, end: End) {
        if end == End::ClientLeft {
            self.log.left_early();
        }
    }
}
