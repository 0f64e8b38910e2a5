//! What several subcommands can be told.

mod instance;
mod places;
mod seconds;
mod service;
mod token;
mod voice;

pub(crate) use instance::InstanceArgument;
pub(crate) use places::Places;
pub(crate) use seconds::{CallTimeout, seconds};
pub(crate) use service::Service;
pub(crate) use token::{Origin, TokenSource};
pub(crate) use voice::Voice;
