//! A cycle of codes: which of them lives at a moment, and when the last one ends.

use std::time::Duration;

use hypersender::clock::Moment;

use crate::settings::Codes;

/// Codes that follow on each other until nobody has scanned the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cycle {
    /// Which of the instance's cycles, from 1.
    pub(super) number: u64,
    /// The first of its codes that is still to live; later than 0 after a scan that came to
    /// nothing.
    pub(super) first: u32,
    /// When that code's life began.
    pub(super) began: Moment,
}

/// A code's place in its cycle, and its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) index: u32,
    pub(super) until: Moment,
}

impl Cycle {
    /// The code that lives at `now`; none before the first and after the last.
    pub(super) fn at(&self, now: Moment, codes: &Codes) -> Option<Place> {
        let mut until = self.began;
        if now < until {
            return None;
        }
        for index in self.first..codes.count {
            until = until + life(index, codes);
            if now < until {
                return Some(Place { index, until });
            }
        }
        None
    }

    /// When the last code's life ends.
    pub(super) fn end(&self, codes: &Codes) -> Moment {
        (self.first..codes.count).fold(self.began, |end, index| end + life(index, codes))
    }
}

fn life(index: u32, codes: &Codes) -> Duration {
    if index == 0 { codes.first } else { codes.later }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment::from_start(Duration::from_secs(seconds))
    }

    #[test]
    fn the_first_code_lives_a_minute_and_five_more_twenty_seconds_each() {
        let codes = Codes::default();
        let cycle = Cycle { number: 1, first: 0, began: at(100) };
        let place = |now| cycle.at(now, &codes).map(|place| (place.index, place.until));
        assert_eq!(place(at(99)), None);
        assert_eq!(place(at(100)), Some((0, at(160))));
        assert_eq!(place(at(159)), Some((0, at(160))));
        assert_eq!(place(at(160)), Some((1, at(180))));
        assert_eq!(place(at(259)), Some((5, at(260))));
        assert_eq!(place(at(260)), None);
        assert_eq!(cycle.end(&codes), at(260));
    }

    #[test]
    fn a_cycle_that_goes_on_has_only_the_codes_that_are_left() {
        let codes = Codes::default();
        let cycle = Cycle { number: 1, first: 5, began: at(100) };
        assert_eq!(cycle.at(at(119), &codes).map(|place| place.index), Some(5));
        assert_eq!(cycle.end(&codes), at(120));
    }
}
