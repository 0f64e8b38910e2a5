//! What `cargo xtask release-check` checks beside the tests: it takes too long, or too quiet a
//! machine, for every change. One file a family.

mod criterion;
mod drawings;
mod node;

use crate::stage::Stage;

/// Everything that is checked before a release, in the order in which it runs.
pub(crate) const ALL: &[Stage] =
    &[drawings::DRAWINGS, node::NODE_RUNTIMES, node::NODE_NEXT, node::NODE_BENCH];
