//! What a stage that failed said of it, kept for the end of the run: of an hour of output, the end
//! is what a person reads, and all that some machines show.
//!
//! On a terminal nothing is kept: programs colour what they print there, and scrolling back is
//! easy.

use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Read, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What the command that runs, or ran last, has printed.
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// A program that prints more than this does not say what went wrong either.
const MOST_LINES: usize = 200_000;
/// How many characters of a line are kept.
const WIDTH: usize = 300;
/// How many lines are shown after one that tells of a failure.
const LINES_AFTER: usize = 12;
/// How many of the last lines are shown, whatever they say.
const LAST_LINES: usize = 10;
/// How many lines are shown in all: the last ones.
const MOST_SHOWN: usize = 120;
/// What a program may have left running may hold its output open.
const PATIENCE: Duration = Duration::from_secs(1);

/// Begins anew: nothing has been said.
pub(crate) fn forget() {
    said().clear();
}

/// Prints a line as an error, and keeps it.
pub(crate) fn complain(line: &str) {
    eprintln!("{line}");
    keep(line);
}

/// Prints a line that a program said whose output is read by this one, and keeps it.
pub(crate) fn repeat(line: &str) {
    println!("{line}");
    keep(line);
}

/// What is worth reading of what was said.
pub(crate) fn take() -> Vec<String> {
    worth_reading(&std::mem::take(&mut *said()))
}

/// Runs the command to its end; all that it prints goes to this program's output.
pub(crate) fn status(command: &mut Command) -> io::Result<ExitStatus> {
    forget();
    if io::stdout().is_terminal() {
        return command.status();
    }
    let (reader, writer) = io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let child = command.spawn();
    // The command holds the end that is written to: without it, the other one ends.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child?;
    let (ended, end) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        pass_on(reader);
        drop(ended);
    });
    let status = child.wait();
    let _ = end.recv_timeout(PATIENCE);
    status
}

fn pass_on(reader: impl Read) {
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let _ = io::stdout().write_all(&line);
        keep(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
}

fn keep(line: &str) {
    let mut said = said();
    if said.len() < MOST_LINES {
        said.push(line.chars().take(WIDTH).collect());
    }
}

fn said() -> std::sync::MutexGuard<'static, Vec<String>> {
    SAID.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The lines that tell of a failure, each with some after it, and the end.
fn worth_reading(said: &[String]) -> Vec<String> {
    let last = said.len().saturating_sub(LAST_LINES);
    let mut after = 0;
    let mut chosen: Vec<String> = Vec::new();
    let mut gap = false;
    for (index, line) in said.iter().enumerate() {
        if tells_of_failure(line) {
            after = LINES_AFTER + 1;
        }
        if after == 0 && index < last {
            gap = true;
            continue;
        }
        after = usize::saturating_sub(after, 1);
        if std::mem::take(&mut gap) {
            chosen.push("...".to_owned());
        }
        chosen.push(line.clone());
    }
    chosen.split_off(chosen.len().saturating_sub(MOST_SHOWN))
}

/// As the test runners, compilers and linters of this project say it.
fn tells_of_failure(line: &str) -> bool {
    const WITHIN: [&str; 4] = ["panicked at", "error:", "[ERROR]", "AssertionError"];
    const FIRST: [&str; 6] = ["FAILED", "failures:", "error[", "not ok ", "E   ", "✘"];
    WITHIN.iter().any(|sign| line.contains(sign))
        || FIRST.iter().any(|sign| line.starts_with(sign))
        || line.ends_with(" FAILED")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|&line| line.to_owned()).collect()
    }

    #[test]
    fn a_failure_in_the_middle_is_shown_and_what_surrounds_it_is_not() {
        let mut said: Vec<String> = (0..500).map(|n| format!("test {n} ... ok")).collect();
        said[200] = "test the_one ... FAILED".to_owned();
        let shown = worth_reading(&said);
        assert_eq!(shown[..3], lines(&["...", "test the_one ... FAILED", "test 201 ... ok"]));
        assert!(!shown.contains(&"test 199 ... ok".to_owned()));
        assert_eq!(shown.last().unwrap(), "test 499 ... ok");
        assert_eq!(shown.len(), 2 + LINES_AFTER + 1 + LAST_LINES);
    }

    #[test]
    fn short_output_is_shown_whole_and_long_output_by_its_end() {
        let said = lines(&["one", "two"]);
        assert_eq!(worth_reading(&said), said);
        let said: Vec<String> = (0..500).map(|n| format!("error: number {n}")).collect();
        assert_eq!(worth_reading(&said), said[500 - MOST_SHOWN..]);
    }

    #[test]
    fn a_scenario_about_a_failed_status_tells_of_no_failure() {
        assert!(!tells_of_failure("test success/statuses#FAILED      ... ok"));
        assert!(tells_of_failure("test link/05_failed/between_codes ... FAILED"));
    }
}
