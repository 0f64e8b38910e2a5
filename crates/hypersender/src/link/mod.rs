//! From "I have an instance" to "the phone is linked".
//!
//! A session looks at the instance, asks for a QR code when that can do no harm, shows it while it
//! lives, watches whether somebody scans it, and asks for the next one when the service lets it. It
//! ends when the phone is linked, or when its time is over. These are its states, and the ways between
//! them; below, each way with its reason.
//!
#![doc = include_str!("states.svg")]
//!
//! ```text
//!     [*] --> Looking
//!     Looking --> Waiting: SCAN_QR_CODE, FAILED or STOPPED
//!     Looking --> GettingReady: STARTING, PENDING, PASSKEY_*, unknown
//!     Looking --> Showing: a code from before is alive
//!     GettingReady --> Waiting: SCAN_QR_CODE, FAILED or STOPPED
//!     GettingReady --> Scanning: another call brought a code
//!     Waiting --> GettingReady: STARTING, PENDING, PASSKEY_*, unknown
//!     Waiting --> Asking: the minute is over, and a fresh look allows it
//!     Asking --> Showing: a code came
//!     Asking --> Waiting: refused, or nobody knows
//!     Asking --> Restarting: FAILED refuses it, and it may be restarted
//!     Showing --> Waiting: the code has ended
//!     Showing --> Scanning: STARTING, PENDING, PASSKEY_*, unknown
//!     Showing --> LastLooks: the last code has ended
//!     Showing --> Looking: a code from before has ended, and no look was answered yet
//!     Showing --> Restarting: FAILED again, and it may be restarted
//!     Scanning --> Showing: SCAN_QR_CODE, and the code is alive
//!     Scanning --> Waiting: SCAN_QR_CODE, FAILED or STOPPED
//!     Scanning --> LastLooks: SCAN_QR_CODE, FAILED or STOPPED, and it was the last code
//!     LastLooks --> Scanning: somebody scanned in the last moment
//!     LastLooks --> Waiting: another listener wants a code
//!     Restarting --> Waiting: the restart has begun
//! ```
//!
//! `WORKING` leads from each of them to `linked`, and the timeout from each to the end.
//!
//! | in | nothing is sent but |
//! |---|---|
//! | `Looking`, `GettingReady`, `Scanning`, `Showing`, `LastLooks` | looks, at most nine a minute for all sessions of a token |
//! | `Waiting` | looks, and at the allowed moment the look that the POST follows |
//! | `Asking` | the one POST that asks for a code |
//! | `Restarting` | the one restart, if it was allowed |
//!
//! # Show each code while it lives
//!
//! The events come in the order in which they happened. A consumer that is slow misses some, but
//! never the end, and is never handed a dead code.
//!
//! ```
//! # use std::time::Duration;
//! # use hypersender_sandbox::{Sandbox, deed::{Deed, Scan}, timeline::{Event, When}};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::builder().virtual_time().start().await?;
//! # let when = When::Shown { shown: 1, after: Duration::from_secs(9), instance: None };
//! # sandbox.expect(Event { when, deed: Deed::Scan(Scan::default()) });
//! # let (client, instance) = (sandbox.client(), sandbox.instance());
//! use hypersender::LinkEvent;
//!
//! let mut session = client.link(instance);
//! while let Some(event) = session.next().await {
//!     match event? {
//!         LinkEvent::QrCode { qr_code, .. } => println!("<img src='{}'>", qr_code.data_uri()),
//!         LinkEvent::QrExpired { .. } => println!("One moment, the next code is coming."),
//!         LinkEvent::Linked { .. } => println!("Linked."), // the last one
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Only wait for the end
//!
//! Awaiting the session gives its last event; [`LinkSession::linked`] does the same beside the
//! stream. Here the code was shown before, when the instance was created.
//!
//! ```
//! # use std::time::Duration;
//! # use hypersender_sandbox::{Sandbox, deed::{Deed, Scan}, timeline::{Event, When}};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::builder().virtual_time().start().await?;
//! # let when = When::Shown { shown: 1, after: Duration::from_secs(9), instance: None };
//! # sandbox.expect(Event { when, deed: Deed::Scan(Scan::default()) });
//! # let (client, instance) = (sandbox.client(), sandbox.instance());
//! use hypersender::LinkEvent;
//!
//! match client.link(instance).timeout(Duration::from_secs(120)).await? {
//!     LinkEvent::Linked { already_linked, .. } => assert!(!already_linked),
//!     other => unreachable!("{other:?}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Cancel
//!
//! Dropping the session cancels it, too. What was in flight is dropped; if a request for a code had
//! gone out, its minute stands, and the next session has to wait for it.
//!
//! ```
//! # use std::time::Duration;
//! # use hypersender_sandbox::{Sandbox, deed::{Deed, Scan}, timeline::{Event, When}};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::builder().virtual_time().start().await?;
//! # let when = When::Shown { shown: 1, after: Duration::from_secs(9), instance: None };
//! # sandbox.expect(Event { when, deed: Deed::Scan(Scan::default()) });
//! # let (client, instance) = (sandbox.client(), sandbox.instance());
//! let session = client.link(&instance);
//! let end = tokio::spawn(session.linked());
//! sandbox.wait_for_request(|request| request.method == "POST").await;
//! session.cancel();
//! assert_eq!(end.await?.unwrap_err().code(), "closed");
//! # Ok(())
//! # }
//! ```
//!
//! # A page that is loaded again
//!
//! Sessions of one instance and token in a process are one: a second tab sees the same code, and a
//! page that is loaded again gets the living one at once, as number 1, without another request.
//!
//! ```
//! # use std::time::Duration;
//! # use hypersender_sandbox::{Sandbox, deed::{Deed, Scan}, timeline::{Event, When}};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::builder().virtual_time().start().await?;
//! # let when = When::Shown { shown: 1, after: Duration::from_secs(30), instance: None };
//! # sandbox.expect(Event { when, deed: Deed::Scan(Scan::default()) });
//! # let (client, instance) = (sandbox.client(), sandbox.instance());
//! use hypersender::{LinkEvent, LinkSession};
//!
//! async fn first_code(mut session: LinkSession) -> Option<Vec<u8>> {
//!     while let Some(Ok(event)) = session.next().await {
//!         if let LinkEvent::QrCode { qr_code, number: 1, .. } = event {
//!             return Some(qr_code.png().to_vec());
//!         }
//!     }
//!     None
//! }
//!
//! let before = first_code(client.link(&instance)).await;
//! let after = first_code(sandbox.client().link(&instance)).await; // another client, even
//! assert!(before.is_some() && before == after);
//! # Ok(())
//! # }
//! ```

mod driver;
mod errand;
mod event;
mod hubs;
mod life;
mod machine;
mod mailbox;
mod options;
mod seat;
mod session;
pub(crate) mod sight;
mod station;

pub use event::{Advice, LinkEvent, LinkEventKind};
pub use options::LinkOptions;
pub use session::LinkSession;

use crate::Client;
use crate::limits::Scope;

/// A client was closed: its sessions end, and those of others go on.
pub(crate) fn closed(client: &Client) {
    hubs::hubs().closed(client.link_id());
}

/// A token took the place of another: the sessions of both are the same.
pub(crate) fn inherit(heir: &Scope, of: &Scope) {
    hubs::hubs().inherit(heir, of);
}

/// Forgets the codes and the budgets of a base URL.
pub(crate) fn forget(base_url: &str) {
    hubs::hubs().forget(base_url);
}

#[cfg(any(test, fuzzing))]
#[cfg_attr(fuzzing, allow(dead_code, unused_imports, reason = "tests read more of it"))]
#[allow(clippy::unwrap_used, reason = "a stand for tests")]
mod simulator;
#[cfg(fuzzing)]
pub use simulator::play;
#[cfg(test)]
mod tests;
