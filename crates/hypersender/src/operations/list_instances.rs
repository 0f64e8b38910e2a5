//! `GET /instances`: the instances of the account, or some of them.

use std::time::Duration;

use super::{Operation, awaitable, timeout};
use crate::call::{self, Request};
use crate::link::sight;
use crate::model::read;
use crate::token::Credential;
use crate::transport::Answer;
use crate::{Client, Instance, Result, Status, argument};

/// A question after the account's instances; await it to send it.
///
/// To drop the future is to cancel the request.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct ListInstances {
    client: Client,
    filters: Vec<(&'static str, String)>,
    timeout: Option<Duration>,
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
        ListInstances { client: self.clone(), filters: Vec::new(), timeout: None }
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

    /// Ordered by a link session, which hears of its end: of the list it reads only whose status it tells.
    pub(crate) async fn by_session(self) -> Result<Vec<(String, Status)>> {
        let (clock, began) = (self.client.0.clock.clone(), self.client.0.clock.now());
        let result = self.ask(true, read::statuses).await;
        result.map_err(|error| error.of_call(Operation::ListInstances, clock.now().since(began)))
    }

    async fn send(self) -> Result<Vec<Instance>> {
        let sent = self.client.0.clock.now();
        let result = self.ask(false, read::instances).await;
        if let Ok(all) = &result {
            sight::asked_list(&self.client.0, sent, all);
        }
        result
    }

    async fn ask<T>(
        &self,
        by_session: bool,
        read: impl Fn(&Answer, &Credential) -> Result<T>,
    ) -> Result<T> {
        for (name, value) in &self.filters {
            argument::filter(name, value)?;
        }
        let timeout = timeout(&self.client, self.timeout)?;
        let request = Request::to(Operation::ListInstances, "/instances")
            .with_filters(&self.filters)
            .by_session(by_session);
        call::within(&self.client.0, timeout, async |progress| {
            call::send(&self.client.0, &request, &progress, read).await
        })
        .await
    }
}

awaitable!(ListInstances => Vec<Instance>, Operation::ListInstances);
