//! From "I have an instance" to "the phone is linked".

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
