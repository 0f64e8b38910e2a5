//! `POST /{instance}/request-new-qr-code`: the main operation, allowed once a minute.

use std::sync::Arc;
use std::time::Duration;

use super::{Operation, awaitable, timeout};
use crate::call::{self, Request};
use crate::client::Cooldown;
use crate::limits::{Flight, Place};
use crate::link::sight;
use crate::model::read;
use crate::progress::Progress;
use crate::{Client, Error, InstanceWithQr, LimitedBy, Outcome, Result, argument};

/// A request for a new QR code; await it to send it.
///
/// To drop the future is to cancel the request, unless others share it. If it had gone out by then,
/// its minute has begun all the same, and [`qr_cooldown`](Client::qr_cooldown) says so; if not, it
/// costs nothing.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct RequestNewQrCode {
    client: Client,
    instance: String,
    timeout: Option<Duration>,
    by_session: bool,
    cooldown: Option<Cooldown>,
    max_wait: Option<Duration>,
}

impl Client {
    /// Asks for a new QR code. Show it at once: it lives for about a minute, and the phone has to
    /// scan it under WhatsApp > Settings > Linked Devices.
    ///
    /// The service allows this **once a minute** (its page "Request New QR Code"). This process
    /// remembers: within the minute the call fails at once with
    /// [`RateLimited`](crate::ErrorKind::RateLimited) and the time that is left, or waits, as
    /// [`cooldown`](RequestNewQrCode::cooldown) says. Callers that ask for the same instance at the
    /// same time share one request and its answer.
    ///
    /// What a new code does to an instance that is already linked is not documented. It is sent
    /// once: if the error's [`outcome`](crate::Error::outcome) is `unknown`, the minute has begun
    /// all the same.
    ///
    /// ```no_run
    /// # async fn example(client: hypersender::Client) -> hypersender::Result<()> {
    /// let answer = client.request_new_qr_code("c9a1dd76-5678-4f9d-9012-a5b78de100c3").await?;
    /// println!("<img src='{}'>", answer.qr_code.data_uri());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidResponse`](crate::ErrorKind::InvalidResponse) if the answer has no usable code; its
    /// text says which status came with it.
    pub fn request_new_qr_code(&self, instance: impl Into<String>) -> RequestNewQrCode {
        RequestNewQrCode {
            client: self.clone(),
            instance: instance.into(),
            timeout: None,
            by_session: false,
            cooldown: None,
            max_wait: None,
        }
    }
}

/// One try to get a code: the answer, or how long the minute still lasts.
enum Try {
    Answered(Box<InstanceWithQr>),
    Cooling(Duration),
}

impl RequestNewQrCode {
    /// The time that this call may take in all, in place of the client's. Waiting for the minute to
    /// be over does not count.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// What to do while the minute is not over, in place of the client's.
    pub fn cooldown(mut self, cooldown: Cooldown) -> Self {
        self.cooldown = Some(cooldown);
        self
    }

    /// The longest that [`Cooldown::Wait`] waits. If more is left of the minute, the call fails at
    /// once.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = Some(max_wait);
        self
    }

    /// Ordered by a link session, which hears of its end anyway.
    pub(crate) fn by_session(mut self) -> Self {
        self.by_session = true;
        self
    }

    async fn send(self) -> Result<InstanceWithQr> {
        argument::instance_id(&self.instance)?;
        let client = &*self.client.0;
        let sent = client.clock.now();
        let result = self.wait_and_ask().await;
        match &result {
            Ok(answer) => sight::code_came(client, answer, self.by_session),
            Err(error) if !self.by_session => {
                sight::no_code_came(client, &self.instance, sent, error);
            }
            Err(_) => {}
        }
        result
    }

    async fn wait_and_ask(&self) -> Result<InstanceWithQr> {
        let mut timeout = timeout(&self.client, self.timeout)?;
        let max_wait =
            self.max_wait.map(|wait| argument::duration("max_wait", wait)).transpose()?;
        let cooldown = self.cooldown.unwrap_or(self.client.0.cooldown);
        let clock = &self.client.0.clock;
        let latest = max_wait.map(|wait| clock.now() + wait);
        loop {
            let began = clock.now();
            let left = match self.attempt(timeout, cooldown).await? {
                Try::Answered(answer) => return Ok(*answer),
                Try::Cooling(left) => left,
            };
            let until = clock.now() + left;
            if cooldown == Cooldown::Raise || latest.is_some_and(|latest| until > latest) {
                return Err(still_cooling(left));
            }
            timeout =
                timeout.saturating_sub(clock.now().since(began)).max(Duration::from_millis(1));
            call::wait_until(&self.client.0, until).await?;
        }
    }

    async fn attempt(&self, timeout: Duration, cooldown: Cooldown) -> Result<Try> {
        let client = &*self.client.0;
        call::within(client, timeout, async |progress| {
            let credential = progress.with_token(client.tokens.current()).await?;
            if cooldown == Cooldown::Off {
                return post(&self.client, &self.instance, self.by_session, &progress)
                    .await
                    .map(Box::new)
                    .map(Try::Answered);
            }
            let (deadline, clock) = (progress.deadline(), &client.clock);
            let place =
                Flight::board(&credential.scope, &self.instance, clock, deadline, |flight| {
                    let (client, instance) = (self.client.clone(), self.instance.clone());
                    let by_session = self.by_session;
                    async move { post(&client, &instance, by_session, &flight).await }
                });
            match place {
                Place::Cooling(left) => Ok(Try::Cooling(left)),
                Place::Aboard(flight) => {
                    progress.follow(&flight.progress);
                    flight.answer.await.map(Box::new).map(Try::Answered)
                }
            }
        })
        .await
    }
}

async fn post(
    client: &Client,
    instance: &str,
    by_session: bool,
    progress: &Arc<Progress>,
) -> Result<InstanceWithQr> {
    let client = &*client.0;
    let request =
        Request::about(Operation::RequestNewQrCode, "/{instance}/request-new-qr-code", instance)
            .by_session(by_session);
    call::send(client, &request, progress, |answer, credential| {
        let answer =
            read::new_qr_code(answer, credential, instance, progress.requested(), &client.clock)?;
        if let Some(token) = &answer.access_token {
            let other = credential.scope.for_token(token.reveal());
            credential.scope.share_cooldown(instance, &other, client.clock.now());
        }
        Ok(answer)
    })
    .await
}

fn still_cooling(left: Duration) -> Error {
    let seconds = left.as_secs_f64();
    Error::rate_limited(
        LimitedBy::Client,
        left,
        format!("A QR code may be asked for once a minute; the next one in {seconds:.1} s. Nothing was sent."),
    )
    .with_outcome(Outcome::NotSent)
}

awaitable!(RequestNewQrCode => InstanceWithQr, Operation::RequestNewQrCode);
