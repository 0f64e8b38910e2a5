//! What a person reads at the end: what went wrong, one line a stage, its minutes, and the sum.

use std::fmt::Write as _;
use std::time::Duration;

use crate::stage::Stage;
use crate::suite::{End, StageResult};

/// What the stages that failed said, the table of minutes, and under it the line with the numbers.
pub(crate) fn of_results(results: &[StageResult]) -> String {
    let width = name_width(results.iter().map(|result| result.name));
    let mut text = String::new();
    for result in results.iter().filter(|result| !result.words.is_empty()) {
        let _ = writeln!(text, "\n== what {} said", result.name);
        result.words.iter().for_each(|line| text.extend(["  ", line, "\n"]));
    }
    let _ = writeln!(text, "\n{:width$}  result    minutes", "stage");
    for result in results {
        let (word, why) = match &result.end {
            End::Passed => ("passed", ""),
            End::Failed(reason) => ("FAILED", reason.as_str()),
            End::LeftOut(reason) => ("left out", reason.as_str()),
        };
        let line = format!("{:width$}  {word:8}  {:7.2}  {why}", result.name, minutes(result.took));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let total: Duration = results.iter().map(|result| result.took).sum();
    let _ = writeln!(text, "{:width$}            {:7.2}", "total", minutes(total));

    let count = |wanted: fn(&End) -> bool| results.iter().filter(|r| wanted(&r.end)).count();
    let passed = count(|end| matches!(end, End::Passed));
    let failed = count(|end| matches!(end, End::Failed(_)));
    let left_out = count(|end| matches!(end, End::LeftOut(_)));
    let _ = write!(text, "\nstages: {passed} passed, {failed} failed");
    if left_out > 0 {
        let _ = write!(text, ", {left_out} skipped");
    }
    text + "\n"
}

/// The stages that there are.
pub(crate) fn of_stages(stages: &[Stage]) -> String {
    let width = name_width(stages.iter().map(|stage| stage.name));
    stages.iter().fold(String::new(), |mut text, stage| {
        let needs: Vec<&str> = stage.needs.iter().map(|tool| tool.program).collect();
        let _ = write!(text, "{:width$}  {}", stage.name, stage.proves);
        if !needs.is_empty() {
            let _ = write!(text, " (needs {})", needs.join(", "));
        }
        text + "\n"
    })
}

fn name_width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(str::len).max().unwrap_or(0).max("stage".len())
}

fn minutes(time: Duration) -> f64 {
    time.as_secs_f64() / 60.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_line_for_each_stage_and_the_sum() {
        let result = |name, end, words: &[&str], seconds| StageResult {
            name,
            end,
            words: words.iter().map(|&line| line.to_owned()).collect(),
            took: Duration::from_secs(seconds),
        };
        let failed = End::Failed("`cargo test` failed".into());
        let text = of_results(&[
            result("format", End::Passed, &[], 3),
            result("terminal", End::LeftOut("needs `tmux`".into()), &[], 0),
            result("test", failed, &["test one ... FAILED", "error: test failed"], 90),
        ]);
        assert_eq!(
            text,
            "
== what test said
  test one ... FAILED
  error: test failed

stage     result    minutes
format    passed       0.05
terminal  left out     0.00  needs `tmux`
test      FAILED       1.50  `cargo test` failed
total                  1.55

stages: 1 passed, 1 failed, 1 skipped
"
        );
    }
}
