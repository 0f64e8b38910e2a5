//! The stateful stand-in as a run's wire: instances with a life of their own, on the client's clock.

use std::io;
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender_sandbox::deed::NewInstance;
use hypersender_sandbox::wire::End;
use hypersender_sandbox::{Entry, Sandbox, Settings};
use tokio::sync::watch;

use super::STILL_WORKS;
use crate::format::Event;

/// A sandbox whose clock is the clients' own.
#[derive(Debug)]
pub(crate) struct StandIn {
    sandbox: Sandbox,
    asked: watch::Sender<u64>,
}

impl StandIn {
    /// Starts one on the runtime of the caller. It knows the scenarios' token, the instance that is
    /// asked for when the steps are done, and always makes the same codes.
    pub(crate) async fn open(settings: &Settings, token: &str) -> io::Result<Self> {
        let mut settings = settings.clone();
        settings.virtual_time = true;
        settings.token.get_or_insert_with(|| token.to_owned());
        settings.seed.get_or_insert(1);
        let still_works = NewInstance::named(STILL_WORKS).id(STILL_WORKS).status("WORKING");
        settings.instances.push(still_works);
        let sandbox = Sandbox::builder().settings(settings).start().await?;
        Ok(Self { sandbox, asked: watch::Sender::new(0) })
    }

    pub(crate) fn names(&self) -> Vec<(&'static str, String)> {
        let host = self.sandbox.origin().trim_start_matches("http://").to_owned();
        vec![("server", self.sandbox.url().to_owned()), ("server_host", host)]
    }

    pub(crate) fn clock(&self) -> &Clock {
        self.sandbox.clock()
    }

    /// Notes that a token callback was asked.
    pub(crate) fn ask(&self) {
        self.asked.send_modify(|count| *count += 1);
    }

    pub(crate) fn asked(&self) -> u64 {
        *self.asked.borrow()
    }

    pub(crate) fn connections(&self) -> u64 {
        self.sandbox.connections().accepted
    }

    /// What it received, but for the last call that sees whether the client still works.
    pub(crate) fn requests(&self) -> Vec<Entry> {
        let mut all = self.sandbox.requests();
        all.retain(|entry| entry.instance.as_deref() != Some(STILL_WORKS));
        all
    }

    /// How many requests were left by the client before they were answered.
    pub(crate) fn left_early(&self) -> u64 {
        let left = |entry: &&Entry| entry.end == Some(End::ClientLeft);
        self.requests().iter().filter(left).count() as u64
    }

    /// Waits until so many were: the server learns of it a moment after the client has left.
    pub(crate) async fn left(&self, count: u64) {
        while self.left_early() < count {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// The texts of the codes that people see now.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let codes = self.sandbox.instances().into_iter().filter_map(|it| it.last_code);
        codes.map(|code| code.payload).collect()
    }

    /// Waits until that has happened; false if it does not within `patience`.
    pub(crate) async fn wait(&self, event: Event, patience: Duration) -> bool {
        let happens = async {
            match event {
                Event::Started(_) | Event::StepsDone(_) => {}
                Event::Requests(count) => {
                    self.sandbox.wait_for_request(|entry| entry.number >= count).await;
                }
                Event::Asked(count) => {
                    // The sender lives in `self`.
                    let _ = self.asked.subscribe().wait_for(|asked| *asked >= count).await;
                }
                Event::Connections(count) => {
                    self.sandbox.wait_for_connections(|now| now.accepted >= count).await;
                }
                Event::Closed(count) => {
                    self.sandbox.wait_for_connections(|now| now.accepted - now.open >= count).await;
                }
            }
        };
        tokio::time::timeout(patience, happens).await.is_ok()
    }
}
