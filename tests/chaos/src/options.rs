//! How a run is told to be.

use std::path::PathBuf;

use clap::Parser;

/// Link sessions and calls of one language, under random faults.
#[derive(Debug, Clone, Parser)]
pub struct Options {
    /// The language, for the report.
    #[arg(long)]
    pub language: String,
    /// How long.
    #[arg(long, default_value_t = 60.0)]
    pub seconds: f64,
    /// What all chance comes from.
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many times as fast as the machine's the clock of the first world runs.
    #[arg(long, default_value_t = 60.0)]
    pub speed: f64,
    /// Where what was told and seen is kept if something is wrong.
    #[arg(long, default_value = "target/chaos")]
    pub keep: PathBuf,
    /// Does something that has to be noticed, which ends the run; may be repeated.
    #[arg(long, value_enum)]
    pub inject: Vec<Injected>,
    /// The driver has a thread for everything that is under way.
    #[arg(long)]
    pub threads: bool,
    /// The driver, and its arguments. Without it this program drives the clients of Rust.
    #[arg(last = true)]
    pub driver: Vec<String>,
}

/// What a run can be told to do wrong, to see that it is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Injected {
    /// A code is asked for within the minute.
    EarlyPost,
    /// Dead codes are not taken off: each `qr_expired` is lost on the way.
    DeadCode,
    /// Each `qr_expired` comes five seconds of the clients' clock late.
    LateCode,
    /// A code is shown with a text of its own.
    ForeignCode,
    /// A code is shown once more, long after it was asked for.
    OldCode,
    /// A session has no end: it is lost on the way.
    NoEnd,
    /// What a session tells is no longer heard, as if it had been cancelled: it goes on.
    GoesOn,
    /// Linked sessions say that nobody scanned.
    NotLinked,
    /// Linked sessions go on as if they had not heard of it.
    Deaf,
    /// The driver's own timer stands still all the time: a second, and then the next.
    LateTimer,
    /// A failure that nobody looks at.
    Unhandled,
    /// Memory that is never given back, half as much again as may be.
    Leak,
    /// Descriptors that are never closed.
    Descriptors,
}

impl Injected {
    /// Whether a violation is about it.
    pub fn is_noticed_by(self, violation: &str) -> bool {
        let said: &[&str] = match self {
            Self::EarlyPost => &["too early"],
            // On a machine that is too busy to say how late something is, the next code tells.
            Self::DeadCode => &["a dead code stays on show", "is replaced without qr_expired"],
            Self::LateCode => &["a dead code stays on show"],
            Self::ForeignCode => &["the service never made"],
            Self::OldCode => &["asked for in its last life"],
            Self::NoEnd => &["has no end"],
            Self::GoesOn => &["nobody waits for it"],
            Self::NotLinked => &["before its time"],
            Self::Deaf => &["says to be linked goes on"],
            Self::LateTimer => &["timer is always late"],
            Self::Unhandled => &["nobody looked at"],
            Self::Descriptors => &["other descriptors"],
            Self::Leak => &["memory has grown"],
        };
        said.iter().any(|it| violation.contains(it))
    }
}
