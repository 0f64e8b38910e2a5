//! The client as JavaScript holds it.

use std::sync::Arc;

use hypersender::Client;
use napi::bindgen_prelude::{ClassInstance, Either, Object};
use napi_derive::napi;

use crate::bridge::{Bridge, Shared};
use crate::clock::NativeClock;
use crate::failure;
use crate::log::Log;
use crate::options::ClientOptions;
use crate::qr::{KeptLife, Life};
use crate::{token, trust};

/// A client, and the thread of JavaScript that it is used on.
#[napi]
pub struct NativeClient {
    pub(crate) client: Client,
    pub(crate) shared: Arc<Shared>,
    pub(crate) log: Log,
}

/// A client; or, as JSON, the error that says what is wrong with the options. `variables` are the
/// environment's, `clock` is the machine's if there is none, and `listener` hears what is logged.
#[napi(catch_unwind)]
pub fn create_client(
    bridge: &Bridge,
    options: ClientOptions,
    variables: Object<'_>,
    clock: Option<ClassInstance<'_, NativeClock>>,
    listener: Option<u32>,
) -> Either<NativeClient, String> {
    let provider = |number| token::provider(bridge, number);
    let variable = |name: &str| variables.get::<String>(name).ok().flatten();
    let built = options.build(provider, variable).and_then(|builder| {
        let builder = builder.host_roots(trust::further_roots());
        match &clock {
            Some(clock) => builder.clock(clock.0.clone()).build(),
            None => builder.build(),
        }
    });
    match built {
        Ok(client) => {
            let shared = Arc::clone(&bridge.shared);
            let log = Log::to(&shared, listener);
            Either::A(NativeClient { client, shared, log })
        }
        Err(error) => Either::B(failure::json(&error)),
    }
}

#[napi]
impl NativeClient {
    /// Milliseconds until a code may be asked for; or, as JSON, what is wrong with the instance.
    #[napi(catch_unwind)]
    pub fn qr_cooldown(&self, instance: String) -> Either<f64, String> {
        match self.client.qr_cooldown(instance) {
            Ok(left) => Either::A(left.as_secs_f64() * 1000.0),
            Err(error) => Either::B(failure::json(&error)),
        }
    }

    /// Milliseconds that a code of this client may still be shown.
    #[napi(catch_unwind)]
    pub fn qr_left(&self, life: KeptLife) -> f64 {
        Life::from(life).left(self.client.clock()).as_secs_f64() * 1000.0
    }

    #[napi(catch_unwind)]
    pub fn close(&self) {
        self.client.close();
    }
}
