//! The sandbox as JavaScript holds it: what it is told and what it tells is JSON, in the form of
//! the sandbox's own control over HTTP.

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender_sandbox::deed::Deed;
use hypersender_sandbox::timeline::Event;
use hypersender_sandbox::{Sandbox, Settings};
use napi::Status;
use napi::bindgen_prelude::Either;
use napi_derive::napi;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use crate::bridge::Bridge;
use crate::call;
use crate::clock::NativeClock;
use crate::failure::Said;
use crate::message::Value;

/// A sandbox on a thread of its own. It stops when it is closed, or JavaScript has forgotten it.
#[napi]
pub struct NativeSandbox {
    sandbox: RwLock<Option<Sandbox>>,
    /// Tells those who wait for a request that it is.
    closed: watch::Sender<bool>,
}

/// A sandbox; or, as JSON, why the system does not let it be.
#[napi(catch_unwind)]
pub fn start_sandbox(settings: String) -> napi::Result<Either<NativeSandbox, String>> {
    let settings: Settings = read(&settings)?;
    match Sandbox::builder().settings(settings).start_blocking() {
        Ok(sandbox) => {
            let (sandbox, closed) = (RwLock::new(Some(sandbox)), watch::Sender::new(false));
            Ok(Either::A(NativeSandbox { sandbox, closed }))
        }
        Err(error) if error.raw_os_error().is_some() => {
            written(&Said::by_system(&error)).map(Either::B)
        }
        Err(error) => {
            let why = error.to_string();
            Err(refusal(format!("There is no such sandbox: {}.", why.trim_end_matches('.'))))
        }
    }
}

impl NativeSandbox {
    fn of<T>(&self, look: impl FnOnce(&Sandbox) -> T) -> napi::Result<T> {
        let sandbox = self.sandbox.read().unwrap_or_else(PoisonError::into_inner);
        let closed = || napi::Error::new(Status::Closing, "This sandbox is closed.");
        sandbox.as_ref().map(look).ok_or_else(closed)
    }
}

#[napi]
impl NativeSandbox {
    /// The clock that its clients have to go by.
    #[napi(catch_unwind)]
    pub fn clock(&self) -> napi::Result<NativeClock> {
        self.of(|it| NativeClock(it.clock().clone()))
    }

    #[napi(getter, catch_unwind)]
    pub fn url(&self) -> napi::Result<String> {
        self.of(|it| it.url().to_owned())
    }

    #[napi(getter, catch_unwind)]
    pub fn origin(&self) -> napi::Result<String> {
        self.of(|it| it.origin().to_owned())
    }

    /// The token of an account, by its name; of the first without one.
    #[napi(catch_unwind)]
    pub fn token(&self, account: Option<String>) -> napi::Result<Option<String>> {
        self.of(|it| match account {
            Some(account) => it.account_token(&account),
            None => Some(it.token()),
        })
    }

    #[napi(catch_unwind)]
    pub fn settings(&self) -> napi::Result<String> {
        written(&self.of(Sandbox::settings)?)
    }

    #[napi(catch_unwind)]
    pub fn instances(&self) -> napi::Result<String> {
        written(&self.of(Sandbox::instances)?)
    }

    #[napi(catch_unwind)]
    pub fn requests(&self) -> napi::Result<String> {
        written(&self.of(Sandbox::requests)?)
    }

    /// Does something, and says what came of it.
    #[napi(catch_unwind)]
    pub fn perform(&self, deed: String) -> napi::Result<String> {
        let deed: Deed = read(&deed)?;
        written(&self.of(|it| it.perform(&deed))?)
    }

    /// Plans something.
    #[napi(catch_unwind)]
    pub fn expect(&self, event: String) -> napi::Result<()> {
        let event: Event = read(&event)?;
        self.of(|it| it.expect(event))
    }

    #[napi(catch_unwind)]
    pub fn advance(&self, seconds: f64) -> napi::Result<()> {
        let by = Duration::try_from_secs_f64(seconds)
            .map_err(|_| refusal("seconds has to be a number, and not negative."))?;
        self.of(|it| it.advance(by))
    }

    #[napi(catch_unwind)]
    pub fn reset(&self) -> napi::Result<()> {
        self.of(Sandbox::reset)
    }

    /// A call that ends when there is a request with a number above `last`, or one whose exchange
    /// is over and that is not among `ended`.
    #[napi(catch_unwind)]
    pub fn changed(
        &self,
        bridge: &Bridge,
        call: u32,
        last: u32,
        ended: Vec<u32>,
    ) -> napi::Result<()> {
        let ended: HashSet<u64> = ended.into_iter().map(u64::from).collect();
        let is_news =
            move |number, is_over| number > u64::from(last) || is_over && !ended.contains(&number);
        let news = self.of(|it| {
            it.wait_for_request(move |entry| is_news(entry.number, entry.end.is_some()))
        })?;
        let mut closed = self.closed.subscribe();
        call::begin(&bridge.shared, call, &Clock::system(), async move {
            tokio::select! {
                _ = news => {}
                _ = closed.wait_for(|closed| *closed) => {} // whoever waits finds it closed
            }
            Ok(Value::nothing())
        });
        Ok(())
    }

    /// Stops it, and ends the waits for a request.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        drop(self.sandbox.write().unwrap_or_else(PoisonError::into_inner).take());
        self.closed.send_replace(true);
    }
}

fn read<T: DeserializeOwned>(json: &str) -> napi::Result<T> {
    hypersender_sandbox::read(json).map_err(refusal)
}

fn written(value: &impl Serialize) -> napi::Result<String> {
    serde_json::to_string(value).map_err(|error| napi::Error::from_reason(error.to_string()))
}

fn refusal(why: impl ToString) -> napi::Error {
    napi::Error::new(Status::InvalidArg, why.to_string())
}
