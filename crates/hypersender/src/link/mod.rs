//! From "I have an instance" to "the phone is linked".

mod event;
mod life;
mod machine;
mod mailbox;
mod options;

pub use event::{Advice, LinkEvent, LinkEventKind};
pub use options::LinkOptions;

#[cfg(test)]
mod simulator;
#[cfg(test)]
mod tests;
