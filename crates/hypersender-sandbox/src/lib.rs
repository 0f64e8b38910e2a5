//! A local stand-in for the Hypersender Enterprise API.
//!
//! [`wire`] is the HTTP server underneath: small, and able to break an answer in every way in
//! which real ones break.

pub mod deed;
pub mod engine;
pub mod faults;
mod log;
mod settings;
pub mod timeline;
mod vocabulary;
pub mod wire;

pub use log::Entry;
pub use settings::{
    AccessToken, Codes, Counter, InstanceTokens, Limits, OnNewQr, Scope, Settings, Times,
};
/// x
pub struct Sandbox;
impl Sandbox {
    /// x
    pub fn builder() {}
}
