//! The test build carries the server that plays the scenarios: on this module's own runtime, as a
//! clock of virtual time wants it.

use std::sync::mpsc::channel;

use napi_derive::napi;
use scenario_server::Control;

use crate::clock::NativeClock;
use crate::runtime;

#[napi]
pub struct ScenarioServer(Control);

#[napi]
impl ScenarioServer {
    #[napi(constructor, catch_unwind)]
    pub fn new() -> napi::Result<Self> {
        let runtime = runtime::get().map_err(|error| refusal(&error))?;
        let (sender, receiver) = channel();
        runtime.spawn(async move {
            drop(sender.send(Control::for_language("node").await));
        });
        let control = receiver.recv().map_err(|error| refusal(&error))?;
        control.map(Self).map_err(|error| refusal(&error))
    }

    #[napi(getter, catch_unwind)]
    pub fn address(&self) -> String {
        format!("http://{}", self.0.address())
    }

    /// The clock that the clients of a run have to go by.
    #[napi(catch_unwind)]
    pub fn clock(&self, run: String) -> Option<NativeClock> {
        self.0.clock(&run).map(NativeClock)
    }
}

fn refusal(error: &dyn std::fmt::Display) -> napi::Error {
    napi::Error::from_reason(error.to_string())
}
