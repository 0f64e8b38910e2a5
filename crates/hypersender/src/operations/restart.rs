//! `POST /{instance}/restart`: for an instance that is stuck.

use std::time::Duration;

use super::{Operation, awaitable, timeout};
use crate::call::{self, Request};
use crate::link::sight;
use crate::model::read;
use crate::{Client, Restarted, Result, argument};

/// A restart of an instance; await it to send it.
///
/// To drop the future is to cancel the request. If it had gone out by then, the instance may restart.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Restart {
    client: Client,
    instance: String,
    timeout: Option<Duration>,
    by_session: bool,
}

impl Client {
    /// Restarts an instance: for one that stays `STARTING` or `PENDING`, or neither sends nor
    /// receives. It interrupts messaging; a linked phone stays linked. The service allows 5 a
    /// minute and advises to wait 5 to 10 seconds before looking at its health (its page "Restart
    /// Instance").
    ///
    /// It is sent once: if no answer comes, the error's [`outcome`](crate::Error::outcome) says
    /// what is known.
    ///
    /// ```no_run
    /// # async fn example(client: hypersender::Client) -> hypersender::Result<()> {
    /// println!("{}", client.restart("c9a1dd76-5678-4f9d-9012-a5b78de100c3").await?.message);
    /// # Ok(())
    /// # }
    /// ```
    pub fn restart(&self, instance: impl Into<String>) -> Restart {
        Restart {
            client: self.clone(),
            instance: instance.into(),
            timeout: None,
            by_session: false,
        }
    }
}

impl Restart {
    /// The time that this call may take in all, in place of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Ordered by a link session, which hears of its end anyway.
    pub(crate) fn by_session(mut self) -> Self {
        self.by_session = true;
        self
    }

    async fn send(self) -> Result<Restarted> {
        argument::instance_id(&self.instance)?;
        let timeout = timeout(&self.client, self.timeout)?;
        let client = &*self.client.0;
        let request = Request::about(Operation::Restart, "/{instance}/restart", &self.instance)
            .by_session(self.by_session);
        let result = call::within(client, timeout, async |progress| {
            call::send(client, &request, &progress, read::restarted).await
        })
        .await;
        if result.is_ok() && !self.by_session {
            sight::restarted(client, &self.instance);
        }
        result
    }
}

awaitable!(Restart => Restarted, Operation::Restart);
