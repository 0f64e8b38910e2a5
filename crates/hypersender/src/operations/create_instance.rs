//! `POST /create-instance`: a new number, and its first QR code.

use std::time::Duration;

use serde_json::json;

use super::{Operation, awaitable, timeout};
use crate::call::{self, Request};
use crate::link::sight;
use crate::model::read;
use crate::{Client, InstanceWithQr, Result, argument};

/// A new instance; await it to create it.
///
/// To drop the future is to cancel the request. If it had gone out by then, the instance may have been
/// created: look with [`list_instances`](Client::list_instances).
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct CreateInstance {
    client: Client,
    phone: String,
    name: String,
    webhook_url: Option<String>,
    timeout: Option<Duration>,
}

impl Client {
    /// Creates an instance for a phone number (`+` and 7 to 15 digits), under a name (1 to 50
    /// characters) that no other instance of the account has. The answer carries the first QR code.
    /// The service allows 5 a minute (its page "Create Instance").
    ///
    /// It is sent once: creating is not idempotent. If the error's
    /// [`outcome`](crate::Error::outcome) is `accepted` or `unknown`, look with
    /// [`list_instances`](Client::list_instances) before trying again.
    ///
    /// ```no_run
    /// # async fn example(client: hypersender::Client) -> hypersender::Result<()> {
    /// let created = client.create_instance("+201234567890", "Front desk").await?;
    /// created.qr_code.save("front-desk.png").expect("a folder to write to");
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_instance(
        &self,
        phone: impl Into<String>,
        name: impl Into<String>,
    ) -> CreateInstance {
        CreateInstance {
            client: self.clone(),
            phone: phone.into(),
            name: name.into(),
            webhook_url: None,
            timeout: None,
        }
    }
}

impl CreateInstance {
    /// Where the service sends the instance's events: an `https://` URL.
    pub fn webhook_url(mut self, webhook_url: impl Into<String>) -> Self {
        self.webhook_url = Some(webhook_url.into());
        self
    }

    /// The time that this call may take in all, in place of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    async fn send(self) -> Result<InstanceWithQr> {
        argument::phone(&self.phone)?;
        argument::name(&self.name)?;
        let mut body = json!({ "phone": self.phone, "name": self.name });
        if let Some(url) = &self.webhook_url {
            argument::webhook_url(url)?;
            body["webhook_url"] = json!(url);
        }
        let timeout = timeout(&self.client, self.timeout)?;
        let client = &*self.client.0;
        let request = Request::to(Operation::CreateInstance, "/create-instance").with_json(&body);
        let result = call::within(client, timeout, async |progress| {
            call::send(client, &request, &progress, |answer, credential| {
                read::created(answer, credential, progress.requested(), &client.clock)
            })
            .await
        })
        .await;
        if let Ok(created) = &result {
            sight::code_came(client, created, false);
        }
        result
    }
}

awaitable!(CreateInstance => InstanceWithQr, Operation::CreateInstance);
