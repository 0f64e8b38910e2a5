//! What is linked at the service is linked for a session: it ends soon after the service has said so.
//!
//! Twice, since who asked may have gone the moment before it was answered. And only where the tokens
//! stay: who has another token asks for itself.

use hypersender::Operation;
use hypersender_sandbox::Entry;
use hypersender_sandbox::wire::End;

use super::dues::What;
use super::{Rules, Truth};
use crate::world::STEADY;

/// Answers after which a session knows, if none was lost on its way.
const ANSWERS: u32 = 2;
/// A session that begins while it is asked may not be among those that hear the answer.
const JUST_BEGUN: f64 = 0.1;

/// A look that is under way, and the instances that are linked in its answer.
#[derive(Debug)]
pub(super) struct Look {
    world: usize,
    number: u64,
    asked: f64,
    linked: Vec<String>,
}

impl Look {
    /// If this request is one, and nothing is wrong with its answer.
    pub(super) fn of(world: usize, entry: &Entry, truth: &impl Truth) -> Option<Self> {
        let is_right = entry.status == Some(200) && entry.fault.is_none() && entry.query.is_none();
        let account = entry.token.as_deref().filter(|it| is_right && *it == STEADY)?;
        let asked = truth.real_time(world, entry.at);
        let mut linked = truth.linked_at(world, account, asked);
        match entry.operation {
            Some(Operation::ListInstances) => {}
            Some(Operation::Health) => {
                let one = entry.instance.as_deref()?;
                linked.retain(|instance| instance.eq_ignore_ascii_case(one));
            }
            _ => return None,
        }
        (!linked.is_empty()).then_some(Self { world, number: entry.number, asked, linked })
    }
}

impl Rules {
    /// Looks that were answered since.
    pub(super) fn answered(&mut self, truth: &impl Truth) {
        let looks = std::mem::take(&mut self.looks);
        for look in looks {
            match truth.end_of_request(look.world, look.number) {
                None => self.looks.push(look),
                Some((End::Answered, ended)) => self.said(&look, ended),
                Some(_) => {}
            }
        }
    }

    fn said(&mut self, look: &Look, ended: f64) {
        // A call that was given up may have been the one that asked.
        let near = ended + 0.05 + self.lags.between(look.asked, ended);
        let gave_up = |work: &super::Work| work.gave_up(look.world, look.asked, near);
        if self.work.values().any(gave_up) {
            return;
        }
        for (number, work) in &mut self.work {
            let began = work.begun_before(look.asked - JUST_BEGUN);
            let about = look.linked.iter().any(|instance| work.is_about(instance));
            if look.world != work.world || !began || !about || !work.waits_for_a_link() {
                continue;
            }
            work.told_linked += 1;
            if work.told_linked == ANSWERS {
                self.dues.open(*number, What::LinkedEnds, ended + work.behind);
            }
        }
    }
}
