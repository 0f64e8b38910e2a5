//! `GET /{instance}/health`: is a phone linked, and does it work?

use std::time::Duration;

use super::{Operation, awaitable, timeout};
use crate::call::{self, Request};
use crate::link::sight;
use crate::model::read;
use crate::{Client, Health, Result, argument};

/// A question after an instance's health; await it to send it.
///
/// To drop the future is to cancel the request.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct GetHealth {
    client: Client,
    instance: String,
    timeout: Option<Duration>,
    by_session: bool,
}

impl Client {
    /// Asks how an instance is. The service allows 10 questions a minute (its page "Check Instance
    /// Health"); to wait for a phone to be linked, don't poll this in a loop of your own.
    ///
    /// ```no_run
    /// # async fn example(client: hypersender::Client) -> hypersender::Result<()> {
    /// let health = client.health("c9a1dd76-5678-4f9d-9012-a5b78de100c3").await?;
    /// println!("{} since {:?}", health.status, health.connected_at);
    /// # Ok(())
    /// # }
    /// ```
    pub fn health(&self, instance: impl Into<String>) -> GetHealth {
        GetHealth {
            client: self.clone(),
            instance: instance.into(),
            timeout: None,
            by_session: false,
        }
    }
}

impl GetHealth {
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

    async fn send(self) -> Result<Health> {
        argument::instance_id(&self.instance)?;
        let timeout = timeout(&self.client, self.timeout)?;
        let client = &*self.client.0;
        let request = Request::about(Operation::Health, "/{instance}/health", &self.instance)
            .by_session(self.by_session);
        let sent = client.clock.now();
        let result = call::within(client, timeout, async |progress| {
            call::send(client, &request, &progress, |answer, credential| {
                read::health(answer, credential, &self.instance)
            })
            .await
        })
        .await;
        if let Ok(health) = &result
            && !self.by_session
        {
            sight::asked_health(client, sent, health);
        }
        result
    }
}

awaitable!(GetHealth => Health, Operation::Health);
