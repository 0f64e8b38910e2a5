//! What can go wrong with an answer, and the rules that say with which.

mod fault;
mod reply;
mod rule;

pub use crate::wire::Action;
pub use fault::Fault;
pub use rule::Rule;
pub(crate) use rule::Rules;
