//! A stage: one thing that is checked, with a name, and what the machine must have for it.

use crate::last_words;
use crate::tool::Tool;
use crate::workspace::Workspace;

/// One check of `cargo xtask test`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stage {
    /// The name by which it is asked for.
    pub(crate) name: &'static str,
    /// What it proves, in a few words.
    pub(crate) proves: &'static str,
    /// The programs beside Rust and git that it cannot do without.
    pub(crate) needs: &'static [Tool],
    /// The check itself.
    pub(crate) run: fn(&Workspace) -> Verdict,
}

/// How a check went: in an `Err`, a sentence that says what is wrong.
pub(crate) type Verdict = Result<(), String>;

/// One verdict on all that was found, one finding a line.
pub(crate) fn verdict(findings: &[String]) -> Verdict {
    if findings.is_empty() {
        return Ok(());
    }
    for finding in findings {
        last_words::complain(&format!("  {finding}"));
    }
    Err(match findings.len() {
        1 => "1 finding".to_owned(),
        number => format!("{number} findings"),
    })
}
