//! How many polls a token may have (rule 7).

use std::collections::VecDeque;
use std::time::Duration;

use super::looks::Rank;
use super::numbers::{FIRST_LOOKS_HURRY, MINUTE, POLLS_A_MINUTE};
use crate::clock::Moment;

/// What a poll is for, as far as the budget cares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    /// How urgent it is. The look before a POST may have the place that is kept for it.
    pub(super) rank: Rank,
    /// A look before a POST is coming up: other polls leave it a place.
    pub(super) keep_one: bool,
    /// The distance from the poll before.
    pub(super) gap: Duration,
}

/// The polls of the last minute.
///
/// A poll counts until a minute after its *end*: so there are never more than nine in any minute
/// seen from the service either, however long they travel.
#[derive(Debug)]
pub(super) struct Budget {
    ours: VecDeque<Moment>,
    elsewhere: VecDeque<Moment>,
    last_sent: Option<Moment>,
    allowance: u32,
    /// When the allowance last changed.
    changed: Moment,
    not_before: Moment,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            ours: VecDeque::new(),
            elsewhere: VecDeque::new(),
            last_sent: None,
            allowance: POLLS_A_MINUTE,
            changed: Moment::default(),
            not_before: Moment::default(),
        }
    }
}

impl Budget {
    pub(super) fn sent(&mut self, now: Moment) {
        self.last_sent = Some(now);
    }

    pub(super) fn ended(&mut self, now: Moment) {
        remember(&mut self.ours, now);
    }

    /// An explicit call: never held back, but counted.
    pub(super) fn ended_elsewhere(&mut self, now: Moment) {
        remember(&mut self.elsewhere, now);
    }

    /// A poll was answered 429: none before `until`, then half as many. That they get more again
    /// takes a minute for each: a service under pressure is not to be tried at once.
    pub(super) fn limited(&mut self, until: Moment) {
        self.allowance = (self.allowance / 2).max(1);
        self.not_before = self.not_before.max(until);
        self.changed = self.not_before;
    }

    /// Gives back one poll for each minute without a 429.
    pub(super) fn recover(&mut self, now: Moment) {
        while self.allowance < POLLS_A_MINUTE && now >= self.changed + MINUTE {
            self.allowance += 1;
            self.changed = self.changed + MINUTE;
        }
    }

    /// Whether none was in flight or ended within the last minute.
    pub(super) fn is_silent(&self, now: Moment) -> bool {
        counted(&self.ours, now) == 0
    }

    /// Whether no poll counts any more, and there may be as many as ever.
    pub(super) fn is_new(&self, now: Moment) -> bool {
        let given_back = self.changed + MINUTE * (POLLS_A_MINUTE - self.allowance);
        counted(&self.ours, now) + counted(&self.elsewhere, now) == 0 && now >= given_back
    }

    /// Whether so few polls ended within the last minute that one may hurry.
    pub(super) fn is_slack(&self, now: Moment) -> bool {
        counted(&self.ours, now) < FIRST_LOOKS_HURRY
    }

    /// The earliest moment from `now` on at which a poll may go. None while the one poll that is
    /// left is kept.
    pub(super) fn ready(&self, now: Moment, claim: Claim) -> Option<Moment> {
        let earliest = now.max(self.not_before);
        let earliest = self.last_sent.map_or(earliest, |sent| earliest.max(sent + self.gap(claim)));
        let frees = |ends: &VecDeque<Moment>| ends.iter().map(|end| *end + MINUTE).collect();
        let mut moments: Vec<Moment> = frees(&self.ours);
        moments.extend::<Vec<Moment>>(frees(&self.elsewhere));
        moments.push(earliest);
        moments.retain(|moment| *moment >= earliest);
        moments.sort_unstable();
        moments.into_iter().find(|moment| self.has_room(*moment, claim))
    }

    fn has_room(&self, at: Moment, claim: Claim) -> bool {
        let ours = counted(&self.ours, at);
        if claim.rank == Rank::BeforePost {
            return ours < self.allowance;
        }
        // The others yield to explicit calls, though one a minute always stays.
        let left = self.allowance.saturating_sub(counted(&self.elsewhere, at));
        ours + u32::from(claim.keep_one) < left.max(1)
    }

    /// How far polls are apart: evenly if they were made fewer, but for the look before a POST.
    fn gap(&self, claim: Claim) -> Duration {
        if self.allowance < POLLS_A_MINUTE && claim.rank != Rank::BeforePost {
            claim.gap.max(MINUTE / self.allowance)
        } else {
            claim.gap
        }
    }
}

fn remember(ends: &mut VecDeque<Moment>, now: Moment) {
    ends.push_back(now);
    if ends.len() > POLLS_A_MINUTE as usize {
        ends.pop_front();
    }
}

fn counted(ends: &VecDeque<Moment>, at: Moment) -> u32 {
    let within = ends.iter().filter(|end| **end + MINUTE > at).count();
    u32::try_from(within).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: Claim = Claim { rank: Rank::InTurn, keep_one: false, gap: Duration::ZERO };
    const BEFORE_POST: Claim = Claim { rank: Rank::BeforePost, ..CLAIM };

    fn at(seconds: u64) -> Moment {
        Moment::from_start(Duration::from_secs(seconds))
    }

    /// A budget after polls that ended at these seconds.
    fn after(ends: impl IntoIterator<Item = u64>) -> Budget {
        let mut budget = Budget::default();
        for end in ends {
            budget.sent(at(end));
            budget.ended(at(end));
        }
        budget
    }

    #[test]
    fn a_poll_counts_for_a_minute_after_its_end() {
        let budget = after([100]);
        assert!(Budget::default().is_silent(at(100)));
        assert!(!budget.is_silent(at(100)));
        assert!(!budget.is_silent(at(159)));
        assert!(budget.is_silent(at(160)));
    }

    #[test]
    fn nine_a_minute_and_no_more() {
        assert_eq!(after(100..108).ready(at(110), CLAIM), Some(at(110)));
        assert_eq!(after(100..109).ready(at(110), CLAIM), Some(at(160)));
        assert_eq!(after(100..109).ready(at(110), BEFORE_POST), Some(at(160)));
        assert_eq!(after(100..120).ready(at(125), CLAIM), Some(at(171)));
    }

    #[test]
    fn the_place_before_a_post_is_kept_from_the_others_alone() {
        let budget = after(100..108);
        let keep_one = Claim { keep_one: true, ..CLAIM };
        assert_eq!(budget.ready(at(110), keep_one), Some(at(160)));
        assert_eq!(budget.ready(at(110), Claim { keep_one: true, ..BEFORE_POST }), Some(at(110)));
    }

    #[test]
    fn explicit_calls_are_counted_but_one_poll_a_minute_stays() {
        let mut budget = after([100]);
        for end in 101..109 {
            budget.ended_elsewhere(at(end));
        }
        assert_eq!(budget.ready(at(110), CLAIM), Some(at(160)));
        assert_eq!(budget.ready(at(110), BEFORE_POST), Some(at(110)));
        // While the one that is left is kept, there is none for the others.
        let keep_one = Claim { keep_one: true, ..CLAIM };
        assert_eq!(budget.ready(at(110), keep_one), Some(at(161)));
        let mut flooded = Budget::default();
        for _ in 0..99 {
            flooded.ended_elsewhere(at(105));
        }
        assert_eq!(flooded.ready(at(110), CLAIM), Some(at(110)));
    }

    #[test]
    fn polls_are_as_far_apart_as_the_claim_says() {
        let budget = after([100]);
        let gap = Claim { gap: Duration::from_secs(7), ..CLAIM };
        assert_eq!(budget.ready(at(101), gap), Some(at(107)));
        assert_eq!(budget.ready(at(108), gap), Some(at(108)));
    }

    #[test]
    fn after_a_429_there_are_half_as_many_evenly_and_then_one_more_each_minute() {
        let mut budget = after([100]);
        budget.limited(at(140));
        assert_eq!(budget.ready(at(101), BEFORE_POST), Some(at(140)));
        budget.sent(at(140));
        budget.ended(at(140));
        assert_eq!(budget.ready(at(141), CLAIM), Some(at(155)), "four a minute");
        assert_eq!(budget.ready(at(141), BEFORE_POST), Some(at(141)));
        budget.recover(at(199));
        assert_eq!(budget.allowance, 4);
        budget.recover(at(200));
        assert_eq!(budget.allowance, 5);
        budget.recover(at(200 + 240));
        assert_eq!(budget.allowance, 9);
        budget.recover(at(9_999));
        assert_eq!(budget.allowance, 9);
    }

    #[test]
    fn many_429s_leave_one_a_minute() {
        let mut budget = Budget::default();
        for second in 0..9 {
            budget.limited(at(100 + second));
        }
        assert_eq!(budget.allowance, 1);
        budget.limited(at(50));
        assert_eq!(
            budget.ready(at(60), CLAIM),
            Some(at(108)),
            "a shorter wait undoes no longer one"
        );
    }

    #[test]
    fn first_looks_may_hurry_while_few_polls_were_made() {
        assert!(after(100..103).is_slack(at(110)));
        assert!(!after(100..104).is_slack(at(110)));
        assert!(after(100..104).is_slack(at(160)));
    }
}
