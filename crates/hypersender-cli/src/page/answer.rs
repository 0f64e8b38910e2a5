//! Who gets what of the page. Whoever doesn't know the path gets nothing.

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hypersender_sandbox::wire::{End, Handler, Reply, Request, Response};

use super::board::Board;
use super::visitors::Visitors;
use crate::failure::Failure;

/// How long a question for the state stays open without news.
const PATIENCE: Duration = Duration::from_secs(20);

/// Nothing but what is served here, and no page around it.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers the browser.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) board: Board,
    pub(super) visitors: Visitors,
    path: String,
    ticket: String,
    ticket_is_used: AtomicBool,
    hosts: OnceLock<[String; 2]>,
}

impl Desk {
    pub(super) fn new(instance: &str) -> Result<Self, Failure> {
        Ok(Self {
            board: Board::new(instance),
            visitors: Visitors::default(),
            path: format!("/{}/", unguessable()?),
            ticket: format!("/{}", unguessable()?),
            ticket_is_used: AtomicBool::new(false),
            hosts: OnceLock::new(),
        })
    }

    /// The names that mean this server. A page of another site that makes its own name mean this
    /// machine has another one.
    pub(super) fn is_at(&self, address: SocketAddr) {
        let port = address.port();
        let _ = self.hosts.set([format!("127.0.0.1:{port}"), format!("localhost:{port}")]);
    }

    /// The path below which all of it is.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// A path that leads there once.
    pub(super) fn ticket(&self) -> &str {
        &self.ticket
    }

    async fn answer(&self, request: &Request) -> Response {
        let host = request.header("host").unwrap_or_default();
        let is_ours = self.hosts.get().is_some_and(|hosts| hosts.iter().any(|own| own == host));
        if !is_ours || !matches!(&*request.method, "GET" | "HEAD") {
            return text(403, "This page is not for you.");
        }
        if request.path() == self.ticket {
            if self.ticket_is_used.swap(true, Ordering::SeqCst) {
                return text(410, "This link was used. Open the address that the command printed.");
            }
            return Response::new(303).header("Location", &*self.path);
        }
        let Some(rest) = request.path().strip_prefix(&*self.path) else {
            return text(404, "There is nothing here.");
        };
        match rest {
            "" => file("text/html; charset=utf-8", include_str!("page.html")),
            "page.css" => file("text/css; charset=utf-8", include_str!("page.css")),
            "page.js" => file("text/javascript; charset=utf-8", include_str!("page.js")),
            "icon.svg" => file("image/svg+xml", include_str!("icon.svg")),
            "state" => self.state(request).await,
            _ => self.picture(rest),
        }
    }

    async fn state(&self, request: &Request) -> Response {
        let after = request.query().and_then(|query| query.strip_prefix("after=")?.parse().ok());
        let (state, is_last) = self.board.newer(after.unwrap_or(0), PATIENCE).await;
        self.visitors.answering(request.number, is_last);
        Response::json(200, state.to_string())
    }

    fn picture(&self, path: &str) -> Response {
        let number = path.strip_prefix("code-").and_then(|rest| rest.strip_suffix(".png"));
        let picture = number.and_then(|number| self.board.picture(number.parse().ok()?));
        match picture {
            Some(png) => Response::with_body(200, "image/png", png),
            None => text(410, "This code is gone."),
        }
    }
}

impl Handler for Desk {
    async fn handle(&self, request: Request) -> Reply {
        let answer = self.answer(&request).await;
        answer
            .header("Cache-Control", "no-store")
            .header("Content-Security-Policy", POLICY)
            .header("Cross-Origin-Opener-Policy", "same-origin")
            .header("Cross-Origin-Resource-Policy", "same-origin")
            .header("Referrer-Policy", "no-referrer")
            .header("X-Content-Type-Options", "nosniff")
            .into()
    }

    fn ended(&self, request: u64, end: End) {
        self.visitors.answered(request, end == End::Answered);
    }
}

fn text(status: u16, text: &'static str) -> Response {
    Response::with_body(status, "text/plain; charset=utf-8", text)
}

fn file(content_type: &str, content: &'static str) -> Response {
    Response::with_body(200, content_type, content)
}

/// 128 random bits of the system, as text.
fn unguessable() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|_| Failure::Unexpected("The system gives no random numbers."))?;
    Ok(bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}")))
}
