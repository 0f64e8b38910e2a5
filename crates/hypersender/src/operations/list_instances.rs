//! `GET /instances`: the instances of the account, or some of them.

use std::time::Duration;

use super::{Operation, awaitable, timeout};
use crate::call::{self, Request};
use crate::link::sight;
use crate::model::read;
use crate::{Client, Instance, Result, Status, argument};

/// A question after the account's instances; await it to send it.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct ListInstances {
    client: Client,
    filters: Vec<(&'static str, String)>,
    timeout: Option<Duration>,
    by_session: bool,
}

impl Client {
    /// Lists the instances of the account. No limit and no pages are documented (the service's
    /// page "List Instances").
    ///
    /// ```no_run
    /// # async fn example(client: hypersender::Client) -> hypersender::Result<()> {
    /// use hypersender::Status;
    ///
    /// for instance in client.list_instances().status(Status::ScanQrCode).await? {
    ///     println!("{} {:?} waits for its phone", instance.id, instance.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_instances(&self) -> ListInstances {
        ListInstances {
            client: self.clone(),
            filters: Vec::new(),
            timeout: None,
            by_session: false,
        }
    }
}

impl ListInstances {
    /// Only the instance with this id.
    pub fn uuid(self, uuid: impl Into<String>) -> Self {
        self.filter("uuid", uuid.into())
    }

    /// Only instances whose name has this in it. The service may take a comma for an "or".
    pub fn name(self, name: impl Into<String>) -> Self {
        self.filter("name", name.into())
    }

    /// Only the instance with this phone number.
    pub fn phone(self, phone: impl Into<String>) -> Self {
        self.filter("phone", phone.into())
    }

    /// Only instances with this status.
    pub fn status(self, status: impl Into<Status>) -> Self {
        let status = status.into();
        self.filter("status", status.as_str().to_owned())
    }

    /// The time that this call may take in all, in place of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    fn filter(mut self, name: &'static str, value: String) -> Self {
        self.filters.retain(|(other, _)| *other != name);
        self.filters.push((name, value));
        self
    }

    /// One attempt, ordered by a link session, which hears of its end anyway.
    pub(crate) fn by_session(mut self) -> Self {
        self.by_session = true;
        self
    }

    async fn send(self) -> Result<Vec<Instance>> {
        for (name, value) in &self.filters {
            argument::filter(name, value)?;
        }
        let timeout = timeout(&self.client, self.timeout)?;
        let client = &*self.client.0;
        let request =
            Request::to(Operation::ListInstances, "/instances").with_filters(&self.filters);
        let request = if self.by_session { request.once() } else { request };
        let sent = client.clock.now();
        let result = call::within(client, timeout, async |progress| {
            call::send(client, &request, &progress, read::instances).await
        })
        .await;
        if !self.by_session {
            sight::asked_list(client, sent, &result);
        }
        result
    }
}

awaitable!(ListInstances => Vec<Instance>, Operation::ListInstances);
