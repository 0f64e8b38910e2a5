//! What was found, told as it is found.

use std::io::Write;

use hypersender::shown;

use super::finding::{Finding, Verdict};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::terminal::Terminal;

/// The most characters of a finding.
const LONGEST: usize = 1000;

/// Tells each finding, and remembers the first problem.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    terminal: &'a mut Terminal,
    as_json: bool,
    first_problem: Option<Exit>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(terminal: &'a mut Terminal, as_json: bool) -> Self {
        Self { terminal, as_json, first_problem: None }
    }

    /// Tells it. Whether what builds on it can be looked at.
    pub(super) fn tell(&mut self, finding: &Finding) -> Result<bool, Failure> {
        let is_problem = finding.result == Verdict::Problem;
        if is_problem {
            self.first_problem.get_or_insert(finding.exit);
        }
        if self.as_json {
            writeln!(self.terminal, "{}", json::line(finding))?;
        } else {
            self.tell_a_person(finding)?;
        }
        self.terminal.flush()?;
        Ok(!is_problem)
    }

    fn tell_a_person(&mut self, finding: &Finding) -> Result<(), Failure> {
        let (colour, sign) = match finding.result {
            Verdict::Ok => (32, "✓"),
            Verdict::Note => (33, "!"),
            Verdict::Problem => (31, "✗"),
            Verdict::Skipped => (90, "-"),
        };
        let (check, text) = (finding.check, shown(&finding.text, LONGEST));
        writeln!(self.terminal, "  \x1b[{colour}m{sign}\x1b[0m  {check:<11} {text}")?;
        if let Some(advice) = &finding.advice {
            writeln!(self.terminal, "                 \x1b[1m{}\x1b[0m", shown(advice, LONGEST))?;
        }
        Ok(())
    }

    /// Says what could not be looked at.
    pub(super) fn skip(&mut self, checks: &[&'static str], why: &str) -> Result<(), Failure> {
        for check in checks {
            self.tell(&Finding::skipped(check, why))?;
        }
        Ok(())
    }

    /// What it all comes to.
    pub(crate) fn end(self) -> Result<Exit, Failure> {
        if !self.as_json {
            let sentence = match self.first_problem {
                None => "Nothing is in the way.",
                Some(_) => "Something is in the way: see ✗ above.",
            };
            writeln!(self.terminal, "\n  {sentence}")?;
            self.terminal.flush()?;
        }
        Ok(self.first_problem.unwrap_or(Exit::Done))
    }
}
