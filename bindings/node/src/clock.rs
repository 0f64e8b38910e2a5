//! The clock that a client goes by, if it is not the machine's: a sandbox's.

use hypersender::clock::Clock;
use napi_derive::napi;

#[napi]
pub struct NativeClock(pub(crate) Clock);
