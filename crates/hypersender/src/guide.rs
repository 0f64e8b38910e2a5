//! The users' guide: what no single method can tell.
//!
//! It is the same for every language; names are written as in the core, other languages have them in their own case.
//!
//! * [From an account to a linked phone](linking)
//! * [What each status means](statuses)
//! * [Why a scan fails, and what to do](scanning)
//! * [Going to production](production): limits, many instances, several servers, secrets
//! * [Every error](errors): what it means and what to do

#[doc = include_str!("../guide/linking.md")]
pub mod linking {}

#[doc = include_str!("../guide/statuses.md")]
pub mod statuses {}

#[doc = include_str!("../guide/scanning.md")]
pub mod scanning {}

#[doc = include_str!("../guide/production.md")]
pub mod production {}

#[doc = include_str!("../guide/errors.md")]
pub mod errors {}
