//! Unofficial client for the Hypersender Enterprise API, a hosted WhatsApp gateway: ask for a QR
//! code, show it to a person, and see their phone linked.
//!
//! ```no_run
//! # async fn example() -> hypersender::Result<()> {
//! use hypersender::Client;
//!
//! let client = Client::from_env()?; // HYPERSENDER_TOKEN
//! let instance = "c9a1dd76-5678-4f9d-9012-a5b78de100c3";
//! let answer = client.request_new_qr_code(instance).await?;
//! print!("{}", answer.qr_code.terminal()?);
//! println!("Scan it within {:.0} s.", answer.qr_code.expires_in().as_secs_f64());
//! # Ok(())
//! # }
//! ```
//!
//! # What it takes care of
//!
//! * **The limit of one QR code a minute.** The process remembers it, for every client and every
//!   task in it; callers that want the same code share one request
//!   ([`Client::request_new_qr_code`]).
//! * **What a failed request has done.** A POST is never sent twice unless nothing of it went out;
//!   [`Error::outcome`] says what is known. Questions ([`Client::health`],
//!   [`Client::list_instances`]) are repeated where that helps, within one deadline for the whole
//!   call.
//! * **Secrets.** Tokens and QR codes are in no log, no error and no `Debug`; see [`Secret`].
//! * **The picture.** The service gives a base64 PNG. [`QrCode`] is checked when it arrives and
//!   draws itself for a web page, as SVG, and in a terminal so that it scans on every theme.
//!
//! # Cancelling
//!
//! To drop a future is to cancel it, at any await point: what is under way is broken off, and nothing
//! of this library is left in a bad state. What the *service* has done by then nobody knows: see each
//! POST. A session's [`next`](LinkSession::next) may be dropped and called again, and misses nothing.
//!
//! # The way of a request
//!
//! `client` → `operations` (one file each) → `call` (token, retries, deadline) → `transport` (one
//! attempt) → `model::read` (from the answer to its type), and on failure `verdict`. The minute
//! between two codes is kept by `limits`.
//!
//! What no single method can tell is in the [guide].
//!
//! To try all of it without an account, a phone or a network, use the crate `hypersender-sandbox`.

#![warn(clippy::print_stderr, clippy::print_stdout)] // a library keeps quiet

#[cfg(any(target_os = "android", test))]
pub mod android;
mod argument;
#[doc(hidden)]
pub mod background;
mod base_url;
mod call;
mod client;
pub mod clock;
#[doc(hidden)]
pub mod defect;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
pub mod guide;
#[doc(hidden)]
pub mod limits;
pub mod link;
mod model;
mod operations;
mod process;
mod progress;
mod qr;
mod redact;
mod retry;
mod retry_after;
mod runtime;
mod secret;
mod threads;
mod tls;
mod token;
mod transport;
mod verdict;

#[doc(hidden)]
pub use argument::{count, seconds};
#[doc(hidden)]
pub use base_url::{DEFAULT as DEFAULT_BASE_URL, is_loopback};
#[doc(hidden)]
pub use client::{BASE_URL_VARIABLES, Sounded, Sounding, TOKEN_VARIABLES, first_variable};
pub use client::{Client, ClientBuilder, Cooldown};
#[doc(hidden)]
pub use error::Naming;
pub use error::{Error, ErrorKind, FieldErrors, LimitedBy, Outcome, Reason, Result};
pub use link::{Advice, LinkEvent, LinkEventKind, LinkOptions, LinkSession};
pub use model::{Health, Instance, InstanceWithQr, Restarted, Status};
pub use operations::{
    CreateInstance, GetHealth, ListInstances, Operation, RequestNewQrCode, Restart,
};
pub use qr::QrCode;
#[doc(hidden)]
pub use qr::{could_write_whole, write_whole};
#[doc(hidden)]
pub use redact::{is_harmful, shown};
pub use secret::Secret;
pub use tls::CaCertificate;
#[doc(hidden)]
pub use tls::HostRoots;
pub use token::{ProviderError, Token};
#[doc(hidden)]
pub use transport::unreadable_proxy;
