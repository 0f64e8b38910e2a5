//! What the service tells: instances, their status, their health.

mod document;
mod health;
mod instance;
mod json;
pub(crate) mod read;
mod restarted;
mod status;
pub(crate) mod time;

pub use health::Health;
pub use instance::{Instance, InstanceWithQr};
pub use restarted::Restarted;
pub use status::Status;
