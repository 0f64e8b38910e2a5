//! What the service tells: instances, their status, their health.

mod health;
mod instance;
mod restarted;
mod status;
pub(crate) mod time;

pub use health::Health;
pub use instance::{Instance, InstanceWithQr};
pub use restarted::Restarted;
pub use status::Status;
