//! A local stand-in for the Hypersender Enterprise API.
//!
//! [`wire`] is the HTTP server underneath: small, and able to break an answer in every way in
//! which real ones break.

mod vocabulary;
pub mod wire;
