//! From "I have an instance" to "the phone is linked".
//!
//! A session looks at the instance, asks for a QR code when that can do no harm, shows it while it
//! lives, watches whether somebody scans it, and asks for the next one when the service lets it. It
//! ends when the phone is linked, or when its time is over.
//!
//! ```mermaid
//! stateDiagram-v2
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

mod driver;
mod event;
pub(crate) mod hubs;
mod life;
mod machine;
mod mail;
mod mailbox;
mod options;
mod requests;
mod session;

pub use event::{Advice, LinkEvent, LinkEventKind};
pub use options::LinkOptions;
pub use session::{LinkSession, Linked};

#[cfg(test)]
mod simulator;
#[cfg(test)]
mod tests;
