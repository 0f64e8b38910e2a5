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

#[cfg(test)]
mod simulator;
#[cfg(test)]
mod tests;
