//! The server behind the scenarios: it plays their wire side, and it alone compares.
//!
//! `tests/README.md` is the specification: the format of the files, and what a runner does.

mod backstage;
mod canaries;
mod cases;
mod conduct;
mod control;
mod expectation;
pub mod format;
mod guide;
mod library;
mod matching;
pub mod matrix;
mod placeholder;
pub mod plan;
mod play;
mod received;
mod run;
mod seen;
mod session;
mod tokens;
mod turns;

pub use backstage::Backstage;
pub use control::{Control, Results};
pub use expectation::StepResult;
pub use guide::Guide;
pub use library::{Library, Named};
pub use run::{GUARD, Plan, Run};
pub use session::SessionEvent;
pub use tokens::TokenAnswer;
