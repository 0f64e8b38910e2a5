//! Unofficial client for the Hypersender Enterprise API.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod clock;
mod error;
mod link;
mod model;
mod operations;
mod qr;
mod secret;

pub use error::{Error, ErrorKind, FieldErrors, LimitedBy, Outcome, Reason, Result};
pub use link::{Advice, LinkEvent, LinkEventKind, LinkOptions};
pub use model::{Health, Instance, InstanceWithQr, Restarted, Status};
pub use operations::Operation;
pub use qr::QrCode;
pub use secret::Secret;
