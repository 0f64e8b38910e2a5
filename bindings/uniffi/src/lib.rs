//! The native library behind the Kotlin and Swift packages: types, errors, async and cancellation are converted
//! here, and nothing is decided.
//!
//! What UniFFI makes of this is not an API for people: the packages in `bindings/kotlin` and `bindings/swift` keep
//! it to themselves and put their own types around it.

#[cfg(target_os = "android")]
mod android;
mod border;
mod call;
mod client;
mod error;
mod event;
mod exchange;
mod host;
mod link;
mod log;
mod model;
mod naming;
mod operations;
mod options;
mod qr;
mod runtime;
mod sandbox;
mod token;
mod values;

pub use call::{NativeCall, NativeEnd};
pub use client::NativeClient;
pub use error::{ErrorDetails, NativeError};
pub use event::{AdviceRecord, NativeLinkEvent};
pub use link::{LinkNews, NativeLinkSession};
pub use log::{LogLevel, LogRecord, LogSink, set_logger};
pub use model::{HealthRecord, InstanceRecord, InstanceWithQrRecord, RestartedRecord};
pub use naming::{HostLanguage, speak};
pub use options::{
    CallRecord, CertificateSource, ClientRecord, CooldownChoice, LinkRecord, ListFilter,
};
pub use qr::{NativeQrCode, SaveError};
pub use runtime::{CancelToken, drive, handle};
pub use sandbox::{
    NativeSandbox, SandboxError, SandboxInstance, SandboxRecord, SandboxRequest, ScanManner,
};
pub use token::{Thrown, TokenQuestion, TokenSearch, TokenSource, provider};
pub use values::{Secret, Status};

uniffi::setup_scaffolding!("hypersender");
