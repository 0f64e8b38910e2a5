//! Unofficial client for the Hypersender Enterprise API.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod argument;
mod base_url;
mod call;
mod client;
pub mod clock;
mod error;
#[doc(hidden)]
pub mod limits;
mod model;
mod operations;
mod progress;
mod qr;
mod redact;
mod retry;
mod retry_after;
mod secret;
mod tls;
mod token;
mod transport;
mod verdict;

#[doc(hidden)]
pub use argument::seconds;
pub use client::{Client, ClientBuilder, Cooldown};
pub use error::{Error, ErrorKind, FieldErrors, LimitedBy, Outcome, Reason, Result};
pub use model::{Health, Instance, InstanceWithQr, Restarted, Status};
pub use operations::{
    CreateInstance, GetHealth, ListInstances, Operation, RequestNewQrCode, Restart,
};
pub use qr::QrCode;
pub use secret::Secret;
pub use tls::CaCertificate;
pub use token::{ProviderError, Token};
