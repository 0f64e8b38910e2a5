//! The sandbox as JavaScript holds it: what it is told and what it tells is JSON, in the form of
//! the sandbox's own control over HTTP.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender_sandbox::deed::Deed;
use hypersender_sandbox::timeline::Event;
use hypersender_sandbox::{Sandbox, Settings};
use napi::Status;
use napi_derive::napi;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::bridge::Bridge;
use crate::call;
use crate::clock::NativeClock;
use crate::message::Value;

/// A sandbox on a thread of its own. It stops when it is closed, or JavaScript has forgotten it.
#[napi]
pub struct NativeSandbox(RwLock<Option<Arc<Sandbox>>>);

impl NativeSandbox {
    fn running(&self) -> napi::Result<Arc<Sandbox>> {
        let sandbox = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let closed = || napi::Error::new(Status::Closing, "This sandbox is closed.");
        sandbox.clone().ok_or_else(closed)
    }
}

#[napi]
impl NativeSandbox {
    #[napi(constructor, catch_unwind)]
    pub fn new(settings: String) -> napi::Result<Self> {
        let settings: Settings = read(&settings)?;
        let sandbox = Sandbox::builder().settings(settings).start_blocking();
        // Settings that can't be meant, or a port that can't be had.
        let sandbox = sandbox.map_err(|error| {
            let why = error.to_string();
            refusal(format!("There is no such sandbox: {}.", why.trim_end_matches('.')))
        })?;
        Ok(Self(RwLock::new(Some(Arc::new(sandbox)))))
    }

    /// The clock that its clients have to go by.
    #[napi(catch_unwind)]
    pub fn clock(&self) -> napi::Result<NativeClock> {
        Ok(NativeClock(self.running()?.clock().clone()))
    }

    #[napi(getter, catch_unwind)]
    pub fn url(&self) -> napi::Result<String> {
        Ok(self.running()?.url().to_owned())
    }

    #[napi(getter, catch_unwind)]
    pub fn origin(&self) -> napi::Result<String> {
        Ok(self.running()?.origin().to_owned())
    }

    /// The token of an account, by its name; of the first without one.
    #[napi(catch_unwind)]
    pub fn token(&self, account: Option<String>) -> napi::Result<Option<String>> {
        let sandbox = self.running()?;
        Ok(match account {
            Some(account) => sandbox.account_token(&account),
            None => Some(sandbox.token()),
        })
    }

    #[napi(catch_unwind)]
    pub fn settings(&self) -> napi::Result<String> {
        written(&self.running()?.settings())
    }

    #[napi(catch_unwind)]
    pub fn instances(&self) -> napi::Result<String> {
        written(&self.running()?.instances())
    }

    #[napi(catch_unwind)]
    pub fn requests(&self) -> napi::Result<String> {
        written(&self.running()?.requests())
    }

    /// Does something, and says what came of it.
    #[napi(catch_unwind)]
    pub fn perform(&self, deed: String) -> napi::Result<String> {
        let deed: Deed = read(&deed)?;
        written(&self.running()?.perform(&deed))
    }

    /// Plans something.
    #[napi(catch_unwind)]
    pub fn expect(&self, event: String) -> napi::Result<()> {
        let event: Event = read(&event)?;
        self.running()?.expect(event);
        Ok(())
    }

    #[napi(catch_unwind)]
    pub fn advance(&self, seconds: f64) -> napi::Result<()> {
        let by = Duration::try_from_secs_f64(seconds)
            .map_err(|_| refusal("seconds has to be a number, and not negative."))?;
        self.running()?.advance(by);
        Ok(())
    }

    #[napi(catch_unwind)]
    pub fn reset(&self) -> napi::Result<()> {
        self.running()?.reset();
        Ok(())
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
        let sandbox = self.running()?;
        let ended: HashSet<u64> = ended.into_iter().map(u64::from).collect();
        call::begin(&bridge.shared, call, &Clock::system(), async move {
            let is_news =
                |number, is_over| number > u64::from(last) || is_over && !ended.contains(&number);
            sandbox.wait_for_request(|entry| is_news(entry.number, entry.end.is_some())).await;
            Ok(Value::nothing())
        });
        Ok(())
    }

    /// Stops it, as soon as nobody waits for a request any more.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        drop(self.0.write().unwrap_or_else(PoisonError::into_inner).take());
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
