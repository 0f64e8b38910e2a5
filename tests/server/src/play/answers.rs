//! The script: which answer goes to which request.

use std::time::Duration;

use hypersender_sandbox::wire::Action;

use super::reply;
use crate::format::{Answer, Times};
use crate::placeholder::Placeholders;

/// What is left of a script.
#[derive(Debug, Default)]
pub(crate) struct Answers(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    /// Method and path.
    to: Option<String>,
    left: Times,
    used: bool,
    reply: Scripted,
}

/// What is answered, and when.
#[derive(Debug, Clone)]
pub(super) struct Scripted {
    /// So many requests have to be read before.
    pub(super) after_requests: u64,
    /// Waited for before anything is done with the socket.
    pub(super) delay: Duration,
    pub(super) script: Vec<Action>,
}

impl Answers {
    /// The script with everything expanded.
    pub(crate) fn new(answers: &[Answer], placeholders: &mut Placeholders) -> Result<Self, String> {
        let entries: Result<_, String> = answers
            .iter()
            .map(|answer| {
                Ok(Entry {
                    to: answer.to.clone(),
                    left: answer.times,
                    used: false,
                    reply: reply::scripted(answer, placeholders)?,
                })
            })
            .collect();
        entries.map(Self)
    }

    /// The first answer that fits.
    pub(super) fn next(&mut self, method: &str, target: &str) -> Option<Scripted> {
        let path = target.split('?').next().unwrap_or(target);
        let entry = self.0.iter_mut().find(|entry| {
            entry.left != Times::Exactly(0)
                && entry.to.as_deref().is_none_or(|to| fits(to, method, path))
        })?;
        entry.used = true;
        if let Times::Exactly(left) = &mut entry.left {
            *left -= 1;
        }
        Some(entry.reply.clone())
    }

    /// What nobody asked for.
    pub(super) fn leftover(&self) -> Vec<String> {
        let name = |(index, entry): (usize, &Entry)| {
            format!("answer {} ({})", index + 1, entry.to.as_deref().unwrap_or("to anything"))
        };
        let unused = |entry: &Entry| match entry.left {
            Times::Exactly(left) => left > 0,
            Times::Any => !entry.used,
        };
        self.0.iter().enumerate().filter(|(_, entry)| unused(entry)).map(name).collect()
    }
}

/// Whether `to`, where a star is one segment, is that method and path.
fn fits(to: &str, method: &str, path: &str) -> bool {
    let Some((wanted, pattern)) = to.split_once(' ') else {
        return false;
    };
    let (pattern, path): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), path.split('/').collect());
    wanted == method
        && pattern.len() == path.len()
        && pattern.iter().zip(&path).all(|(wanted, is)| *wanted == "*" || wanted == is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_one_segment() {
        for (to, fits_it) in [
            ("GET /*/health", true),
            ("GET /a/health", true),
            ("POST /*/health", false),
            ("GET /*", false),
            ("GET /*/*/health", false),
            ("GET /b/health", false),
        ] {
            assert_eq!(fits(to, "GET", "/a/health"), fits_it, "{to}");
        }
    }
}
