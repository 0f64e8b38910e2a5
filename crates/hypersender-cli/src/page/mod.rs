//! `link --open`: a page in this machine's browser, for people whose terminal can't show a code.
//!
//! It is served on loopback only, below a path that nobody can guess, and kept nowhere. Every
//! answer comes from the [`Board`], on which the command writes what happens.

mod answer;
mod board;
mod opener;
mod visitors;

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use hypersender::LinkEvent;
use hypersender::clock::Clock;
use hypersender_sandbox::wire::{Plain, Server};

use crate::failure::{self, Failure};
use answer::Desk;

/// How long a page that is open gets to learn how it ended.
const FAREWELL: Duration = Duration::from_secs(2);

/// A page that lives until this is dropped.
#[derive(Debug)]
pub(crate) struct Page {
    desk: Arc<Desk>,
    address: String,
    server: Server,
}

impl Page {
    /// Serves the page and opens it. Its address is told in any case.
    pub(crate) async fn open(instance: &str) -> Result<Self, Failure> {
        let page = Self::serve(instance).await?;
        failure::say(&format!("the code is shown at {}", page.address));
        // Whoever opens it is told another address: others can see arguments.
        if !opener::open(&format!("{}{}", page.origin(), page.desk.ticket())) {
            failure::warn("No browser could be started. Open the address above.");
        }
        Ok(page)
    }

    async fn serve(instance: &str) -> Result<Self, Failure> {
        let desk = Arc::new(Desk::new(instance)?);
        let address = (Ipv4Addr::LOCALHOST, 0);
        let server = Server::start(address, Plain, Clock::system(), Arc::clone(&desk)).await?;
        desk.is_at(server.address());
        let address = format!("http://{}{}", server.address(), desk.path());
        Ok(Self { desk, address, server })
    }

    fn origin(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// Where it is.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Shows what has happened.
    pub(crate) fn tell(&self, event: &LinkEvent) {
        self.desk.board.tell(event);
    }

    /// Shows how it ended, and gives those who look the time to see it.
    pub(crate) async fn end(self, error: Option<String>) {
        if let Some(error) = error {
            self.desk.board.fail(&error);
        }
        let _ = tokio::time::timeout(FAREWELL, self.desk.visitors.have_seen_the_end()).await;
    }
}
