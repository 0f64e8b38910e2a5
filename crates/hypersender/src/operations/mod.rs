//! The five operations of the Enterprise API, one file each.
//!
//! A method of [`Client`](crate::Client) returns a request that does nothing until it is awaited,
//! so that what belongs to one call can be said before that: `client.health(id).timeout(t).await`.

mod create_instance;
mod health;
mod list_instances;
mod operation;
mod request_new_qr_code;
mod restart;

pub use create_instance::CreateInstance;
pub use health::GetHealth;
pub use list_instances::ListInstances;
pub use operation::Operation;
pub use request_new_qr_code::RequestNewQrCode;
pub use restart::Restart;

use std::time::Duration;

use crate::{Client, Result, argument};

/// The deadline of one call: its own, or the client's.
fn timeout(client: &Client, own: Option<Duration>) -> Result<Duration> {
    own.map_or(Ok(client.0.timeout), |own| argument::duration("timeout", own))
}

/// Lets a request be awaited: `.await` sends it.
macro_rules! awaitable {
    ($request:ty => $output:ty, $operation:expr) => {
        impl std::future::IntoFuture for $request {
            type Output = crate::Result<$output>;
            type IntoFuture = futures_util::future::BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move {
                    let clock = self.client.0.clock.clone();
                    let began = clock.now();
                    let result = match crate::runtime::check() {
                        Ok(()) => self.send().await,
                        Err(error) => Err(error),
                    };
                    result.map_err(|error| error.of_call($operation, clock.now().since(began)))
                })
            }
        }
    };
}
use awaitable;
