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
pub(crate) use service::{BASE_URL_VARIABLES, Service};
pub(crate) use token::{Origin, TokenSource, aside};
pub(crate) use voice::Voice;
