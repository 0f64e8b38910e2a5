//! Runs the stages one after the other and keeps how each of them went.

use std::time::{Duration, Instant};

use crate::last_words;
use crate::stage::Stage;
use crate::workspace::Workspace;

/// The stages to run.
#[derive(Debug)]
pub(crate) struct Selection {
    stages: Vec<Stage>,
    by_name: bool,
}

impl Selection {
    /// Those of `all` that `names` names, in the order of `all`; every one if none is named.
    pub(crate) fn of(all: &[Stage], names: &[&str]) -> Result<Self, String> {
        if let Some(unknown) = names.iter().find(|name| all.iter().all(|s| s.name != **name)) {
            let known: Vec<&str> = all.iter().map(|stage| stage.name).collect();
            return Err(format!("There is no stage `{unknown}`; there are {}.", known.join(", ")));
        }
        let chosen = |stage: &&Stage| names.is_empty() || names.contains(&stage.name);
        Ok(Self {
            stages: all.iter().filter(chosen).copied().collect(),
            by_name: !names.is_empty(),
        })
    }
}

/// How one stage went.
#[derive(Debug)]
pub(crate) struct StageResult {
    pub(crate) name: &'static str,
    pub(crate) end: End,
    /// What it said of its failure.
    pub(crate) words: Vec<String>,
    pub(crate) took: Duration,
}

/// The three ways in which a stage can end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    Passed,
    Failed(String),
    LeftOut(String),
}

impl StageResult {
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self.end, End::Failed(_))
    }
}

/// Runs all that was selected, also after a failure: one run tells everything.
pub(crate) fn run(workspace: &Workspace, selection: &Selection, in_ci: bool) -> Vec<StageResult> {
    let may_be_left_out = !in_ci && !selection.by_name;
    selection
        .stages
        .iter()
        .map(|stage| {
            println!("\n== {}: {}", stage.name, stage.proves);
            last_words::forget();
            let begun = Instant::now();
            let end = match ready(stage, in_ci) {
                Err(missing) if may_be_left_out => End::LeftOut(missing),
                Err(missing) => End::Failed(missing),
                Ok(()) => match (stage.run)(workspace) {
                    Ok(()) => End::Passed,
                    Err(reason) => End::Failed(reason),
                },
            };
            if let End::Failed(reason) | End::LeftOut(reason) = &end {
                eprintln!("{}: {reason}", stage.name);
            }
            let words = if matches!(end, End::Failed(_)) { last_words::take() } else { Vec::new() };
            StageResult { name: stage.name, end, words, took: begun.elapsed() }
        })
        .collect()
}

/// Sees to it that the machine has what the stage needs; the error says what it lacks.
fn ready(stage: &Stage, in_ci: bool) -> Result<(), String> {
    stage.needs.iter().try_for_each(|tool| {
        if tool.is_there() {
            Ok(())
        } else if in_ci {
            tool.install()
        } else {
            Err(format!("needs `{}`, which is not installed", tool.program))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::Tool;

    const MISSING: Tool = Tool { program: "no-such-program-anywhere", package: None };
    const GOOD: Stage = stage("good", &[], |_| Ok(()));
    const BAD: Stage = stage("bad", &[], |_| Err("broken".into()));
    const NEEDY: Stage = stage("needy", &[MISSING], |_| Ok(()));

    const fn stage(
        name: &'static str,
        needs: &'static [Tool],
        run: fn(&Workspace) -> crate::stage::Verdict,
    ) -> Stage {
        Stage { name, proves: "", needs, run }
    }

    fn ends(names: &[&str], in_ci: bool) -> Vec<End> {
        let workspace = Workspace::find().unwrap();
        let selection = Selection::of(&[BAD, NEEDY, GOOD], names).unwrap();
        run(&workspace, &selection, in_ci).into_iter().map(|result| result.end).collect()
    }

    #[test]
    fn a_failure_does_not_hide_the_stages_after_it() {
        let ends = ends(&[], false);
        assert_eq!(ends[0], End::Failed("broken".into()));
        assert!(matches!(&ends[1], End::LeftOut(why) if why.contains(MISSING.program)));
        assert_eq!(ends[2], End::Passed);
    }

    #[test]
    fn what_is_missing_fails_in_ci_and_when_asked_for_by_name() {
        assert!(matches!(ends(&[], true)[1], End::Failed(_)));
        assert!(matches!(ends(&["needy"], false)[..], [End::Failed(_)]));
    }

    #[test]
    fn an_unknown_name_is_refused() {
        let complaint = Selection::of(&[GOOD, BAD], &["good", "goood"]).unwrap_err();
        assert_eq!(complaint, "There is no stage `goood`; there are good, bad.");
    }
}
