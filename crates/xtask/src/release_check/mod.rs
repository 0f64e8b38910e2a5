//! What `cargo xtask release-check` checks beside the tests: it takes too long, or too quiet a
//! machine, for every change. One file a family.

mod criterion;
mod drawings;
mod swift_calls;

use crate::stage::Stage;

/// Everything that is checked before a release, in the order in which it runs.
pub(crate) const ALL: &[Stage] = &[drawings::DRAWINGS, swift_calls::SWIFT_CALLS];
