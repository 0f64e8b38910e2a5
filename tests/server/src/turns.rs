//! A run as a runner in another language goes through it.
//!
//! The runner is no task of the runtime, so the clock has to be told when it is at work and when it
//! waits. Virtual time stands still, and nothing is answered, from an answer to the runner's next
//! question and from the end of a call to the next one ([`Clock::caller_waits`], which the module
//! that is tested holds during each call). Several steps at once are as many callers, which begin in
//! their order; each is gone when its step is over, and the last one goes on as the one that began
//! them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hypersender::clock::{Clock, Moment};
use tokio::sync::watch;

use crate::expectation::StepResult;
use crate::guide::Guide;
use crate::plan::{Action, LinkPlan};
use crate::run::Run;
use crate::session::SessionEvent;

#[derive(Debug)]
pub(crate) struct Turns {
    guide: Guide,
    state: Mutex<State>,
    /// Counts the steps that are over, and wakes those who watch over one.
    over: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    begun: HashMap<u64, Begun>,
    count: u64,
    groups: HashMap<String, Group>,
    /// How often each step was done.
    done: HashMap<String, u64>,
    mismatches: Vec<String>,
}

/// Several steps at once.
#[derive(Debug)]
struct Group {
    /// How many callers there were before any of them waited.
    callers: isize,
    /// How many of its callers are left.
    left: isize,
    /// How many callers come before those of a step, and before the next one of that step.
    ahead: HashMap<String, isize>,
}

/// A step that was begun and is not over.
#[derive(Debug, Clone)]
struct Begun {
    step: Action,
    at: Moment,
    /// Events that were read.
    read: u64,
    watch: Watch,
}

/// The caller that cancels a step beside the one that waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Watch {
    /// Nobody will cancel the step.
    None,
    /// It is at work: it has not asked yet when to cancel.
    Expected,
    /// It waits.
    Waiting,
    /// It is at work: it cancels the step.
    Cancelling,
}

impl Turns {
    /// The runner is at work from now on.
    pub(crate) fn new(run: Arc<Run>) -> Self {
        Self { guide: Guide::for_a_host(run), state: Mutex::default(), over: watch::Sender::new(0) }
    }

    pub(crate) fn run(&self) -> &Run {
        self.guide.run()
    }

    pub(crate) fn clock(&self) -> &Clock {
        self.guide.clock()
    }

    /// What was wrong with the steps so far.
    pub(crate) fn mismatches(&self) -> Vec<String> {
        self.state().mismatches.clone()
    }

    /// Which of them were not done as often as they should be.
    pub(crate) fn undone(&self) -> Vec<String> {
        let mut found = Vec::new();
        undone(&self.run().plan().steps, &self.state().done, &mut found);
        found
    }

    /// Comes back when the step is to be begun, with the number of the turn.
    pub(crate) async fn begin(&self, id: &str) -> Result<u64, String> {
        let step = find(&self.run().plan().steps, id).ok_or(format!("there is no step {id}"))?;
        if let Some(callers) = self.in_its_order(step) {
            self.clock().callers_at_most(callers).await;
        }
        {
            let _waits = self.clock().caller_waits();
            self.guide.begin(step).await?;
        }
        let mut state = self.state();
        if let Action::Concurrently { id, steps } = step {
            state.groups.insert(id.clone(), Group::of(steps, self.clock()));
        }
        state.count += 1;
        let (turn, at) = (state.count, self.clock().now());
        let span = step.span();
        let watch = if span.cancel_at.is_some() || span.cancel_after.is_some() {
            self.clock().more_callers(1);
            Watch::Expected
        } else {
            Watch::None
        };
        state.begun.insert(turn, Begun { step: step.clone(), at, read: 0, watch });
        Ok(turn)
    }

    /// One of several steps at once begins when those before it wait: at how few callers that is.
    fn in_its_order(&self, step: &Action) -> Option<isize> {
        let mut state = self.state();
        let group = state.groups.get_mut(group_of(step))?;
        let ahead = group.ahead.get_mut(step.id())?;
        *ahead += 1;
        Some(group.callers - *ahead + 1)
    }

    /// Whether the runner has to cancel the step: true when it is to, false when it is over.
    pub(crate) async fn watch(&self, turn: u64) -> bool {
        let Some(step) = self.moves_on(turn, Watch::Expected, Watch::Waiting) else { return false };
        self.clock().more_callers(-1);
        let mut over = self.over.subscribe();
        let ended = over.wait_for(|_| !self.state().begun.contains_key(&turn));
        tokio::select! {
            biased;
            () = self.guide.cancelled(&step) => {}
            _ = ended => return false,
        }
        // From this very moment on, or time could go on before it is told to cancel.
        let stands_still = self.clock().busy();
        // A slow host may not have begun yet what goes on beside the step.
        self.clock().callers_at_most(0).await;
        let cancels = self.moves_on(turn, Watch::Waiting, Watch::Cancelling).is_some();
        if cancels {
            self.clock().more_callers(1);
        }
        drop(stands_still);
        cancels
    }

    /// The step, if it is under way and its canceller is in that state.
    fn moves_on(&self, turn: u64, from: Watch, to: Watch) -> Option<Action> {
        let mut state = self.state();
        let begun = state.begun.get_mut(&turn).filter(|begun| begun.watch == from)?;
        begun.watch = to;
        Some(begun.step.clone())
    }

    /// Takes an event of a session, that it is now; whether that is to go on. Comes back when the
    /// next one may be read.
    pub(crate) async fn event(&self, turn: u64, event: SessionEvent) -> Result<bool, String> {
        let (t, now) = (self.guide.passed().as_secs_f64(), self.guide.wall());
        let begun = self.begun(turn)?;
        let go_on = self.run().event(begun.step.id(), &SessionEvent { t, now, ..event });
        let read = begun.read + 1;
        if let Some(begun) = self.state().begun.get_mut(&turn) {
            begun.read = read;
        }
        if let Action::Link(LinkPlan { pause: Some(pause), .. }) = begun.step
            && pause.after == read
        {
            let _waits = self.clock().caller_waits();
            self.guide.reach(pause.until).await;
        }
        Ok(go_on)
    }

    /// The step is over. What is wrong with what came of it, if something was to come.
    pub(crate) fn check(
        &self,
        turn: u64,
        result: Option<StepResult>,
    ) -> Result<Vec<String>, String> {
        let begun = self.over(turn)?;
        let Some(mut result) = result else { return Ok(Vec::new()) };
        let took = self.clock().now().since(begun.at).as_secs_f64();
        result.took.get_or_insert(took);
        let mismatches = self.run().check(begun.step.id(), &result);
        self.state().mismatches.extend(mismatches.iter().cloned());
        Ok(mismatches)
    }

    fn over(&self, turn: u64) -> Result<Begun, String> {
        let mut state = self.state();
        let begun = state.begun.remove(&turn).ok_or(format!("turn {turn} is not under way"))?;
        *state.done.entry(begun.step.id().to_owned()).or_default() += 1;
        let mut gone = isize::from(matches!(begun.watch, Watch::Expected | Watch::Cancelling));
        if let Some(group) = state.groups.get_mut(group_of(&begun.step)) {
            group.left -= 1;
            gone += isize::from(group.left > 0);
        }
        drop(state);
        self.clock().more_callers(-gone);
        self.over.send_modify(|count| *count += 1);
        Ok(begun)
    }

    fn begun(&self, turn: u64) -> Result<Begun, String> {
        self.state().begun.get(&turn).cloned().ok_or(format!("turn {turn} is not under way"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Group {
    fn of(steps: &[Action], clock: &Clock) -> Self {
        let (mut ahead, mut all) = (HashMap::new(), 0);
        for step in steps {
            ahead.insert(step.id().to_owned(), all);
            all += isize::try_from(step.times()).unwrap_or(isize::MAX);
        }
        Self { callers: clock.more_callers(all - 1), left: all, ahead }
    }
}

/// Steps that a runner left out, whether or not anything was to be seen of them.
fn undone(steps: &[Action], done: &HashMap<String, u64>, found: &mut Vec<String>) {
    for step in steps {
        let (times, wanted) = (done.get(step.id()).copied().unwrap_or(0), step.times());
        if times != wanted {
            found.push(format!("step {}: was done {times} times of {wanted}", step.id()));
        }
        if let Action::Concurrently { steps, .. } = step {
            undone(steps, done, found);
        }
    }
}

/// The name of the step that this one is a part of.
fn group_of(step: &Action) -> &str {
    step.id().rsplit_once('.').map_or("", |(group, _)| group)
}

fn find<'a>(steps: &'a [Action], id: &str) -> Option<&'a Action> {
    steps.iter().find_map(|step| match step {
        Action::Concurrently { steps, .. } if step.id() != id => find(steps, id),
        step => (step.id() == id).then_some(step),
    })
}
