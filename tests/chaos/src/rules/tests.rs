//! Each rule on its own, with what breaks it.

use std::time::SystemTime;

use hypersender::clock::Moment;
use hypersender_sandbox::Entry;
use hypersender_sandbox::wire::End;
use serde_json::{Map, json};

use super::{HandedOut, Rules, Truth};
use crate::protocol::{Code, Command, How, Report};

struct Told;

impl Truth for Told {
    fn speed(&self, _: usize) -> f64 {
        60.0
    }

    fn code(&self, _: usize, payload: &str) -> Option<HandedOut> {
        let end = payload.strip_prefix("until ").map(|end| end.parse().expect("a number"));
        let instance = payload.strip_prefix("of ").unwrap_or("one").to_owned();
        (payload != "unknown").then_some(HandedOut { instance, end })
    }

    fn real_time(&self, _: usize, moment: Moment) -> f64 {
        moment.since_start().as_secs_f64()
    }

    fn wall(&self, _: usize, _: Moment) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn made(&self, _: usize, _: &Entry) -> Option<String> {
        None
    }

    fn late(&self, _: usize, _: f64) -> f64 {
        0.0
    }

    fn end_of_request(&self, _: usize, _: u64) -> Option<(End, f64)> {
        None
    }

    fn linked_at(&self, _: usize, _: &str, _: f64) -> Vec<String> {
        Vec::new()
    }

    fn was_linked(&self, _: usize, instance: &str, _: f64) -> bool {
        instance == "linked"
    }
}

/// A session of number 1 that began at second 100, may take a minute of the client's clock, and
/// told this.
fn after(reports: &[Report], now: f64) -> Vec<String> {
    let mut rules = Rules::default();
    let options = json!({ "timeout": 60.0, "max_qr_codes": 2, "qr_lifetime": 40.0 });
    let command = Command::Link {
        number: 1,
        client: 1,
        instance: "one".to_owned(),
        options: options.as_object().cloned().unwrap_or_else(Map::new),
        how: How::Read,
        pause: 0.0,
        leave: None,
    };
    rules.ordered(100.0, &command, &Told);
    rules.told(&Report::Begun { number: 1, t: 100.0 }, &Told);
    rules.fresh.asked(0, "one", 100.0);
    for report in reports {
        rules.told(report, &Told);
    }
    rules.tick(now, &Told);
    rules.violations
}

fn code(t: f64, number: u32, left: f64, payload: &str) -> Report {
    let code = Code { number, payload: payload.to_owned(), left };
    Report::Event { number: 1, t, kind: "qr_code".to_owned(), code: Some(code) }
}

fn expired(t: f64, number: u32) -> Report {
    let code = Code { number, payload: String::new(), left: 0.0 };
    Report::Event { number: 1, t, kind: "qr_expired".to_owned(), code: Some(code) }
}

fn end(t: f64, end: &str) -> Report {
    Report::End { number: 1, t, end: end.to_owned(), text: String::new() }
}

fn lag(t: f64, lag: f64) -> Report {
    Report::Lag { t, lag }
}

#[test]
fn a_session_as_it_should_be_breaks_nothing() {
    let all = [code(100.1, 1, 30.0, "a"), expired(100.6, 1), end(101.0, "link_timeout")];
    assert_eq!(after(&all, 110.0), [""; 0]);
}

#[test]
fn a_code_that_goes_off_late_is_a_dead_one_on_show_unless_the_machine_stood_still() {
    let late = [code(100.1, 1, 30.0, "a"), expired(101.0, 1), end(101.0, "link_timeout")];
    assert!(after(&late, 110.0)[0].contains("a dead code stays on show"));
    let stalled = [&late[..], &[lag(101.0, 0.4)]].concat();
    assert_eq!(after(&stalled, 110.0), [""; 0]);
}

#[test]
fn a_code_is_not_shown_longer_than_the_service_lets_it_live() {
    let last = [expired(100.6, 1), end(100.7, "link_failed")];
    let shown = |end| [&[code(100.1, 1, 30.0, end)][..], &last].concat();
    assert_eq!(after(&shown("until 100.65"), 110.0), [""; 0]);
    assert!(after(&shown("until 100.5"), 110.0)[0].contains("longer than it lives"));
}

#[test]
fn codes_are_counted_replaced_in_order_and_never_dead() {
    let rest = [end(100.9, "link_failed")];
    let broken = |events: &[Report]| after(&[events, &rest].concat(), 110.0).join("\n");
    let twice = [code(100.1, 1, 40.0, "a"), code(100.2, 2, 40.0, "b")];
    assert!(broken(&twice).contains("replaced without qr_expired"));
    assert!(broken(&[code(100.1, 3, 40.0, "a")]).contains("code 3 after 0"));
    let dead = [code(100.1, 1, 0.0, "until 99.5"), expired(100.1, 1)];
    assert!(broken(&dead).contains("a code that died 0.600 s before is shown"));
    assert!(broken(&[expired(100.1, 1)]).contains("was not on show"));
}

#[test]
fn a_code_is_one_that_the_service_has_made_for_that_instance() {
    let rest = [expired(100.6, 1), end(100.7, "link_failed")];
    let shown = |payload| [&[code(100.1, 1, 30.0, payload)][..], &rest].concat();
    assert!(after(&shown("unknown"), 110.0)[0].contains("the service never made"));
    assert!(after(&shown("of two"), 110.0)[0].contains("a code of two is shown"));
    assert_eq!(after(&shown("of ONE"), 110.0), [""; 0]);
}

#[test]
fn a_code_lives_no_longer_than_the_session_was_told() {
    let rest = [expired(100.8, 1), end(100.8, "link_failed")];
    let shown = |left| [&[code(100.1, 1, left, "a")][..], &rest].concat();
    assert_eq!(after(&shown(39.9), 110.0), [""; 0]);
    assert!(after(&shown(41.0), 110.0)[0].contains("41.000 s left of a life of 40 s"));
}

#[test]
fn a_session_ends_once_in_its_time_and_in_a_way_that_is_known() {
    assert!(after(&[], 105.0)[0].contains("outlives its timeout"));
    assert!(after(&[end(102.0, "link_timeout")], 110.0)[0].contains("outlives its timeout"));
    let twice = [end(100.5, "link_failed"), end(100.6, "link_failed")];
    assert!(after(&twice, 110.0)[0].contains("a second end"));
    for (ends_in, wrong) in [
        ("internal", "it ends in internal"),
        ("foreign", "it ends in foreign"),
        ("cancelled", "it ends in cancelled"),
        ("linked", "no phone was"),
    ] {
        assert!(after(&[end(100.5, ends_in)], 110.0)[0].contains(wrong), "{ends_in}");
    }
}

#[test]
fn nobody_scanned_in_time_is_said_when_that_time_is_over() {
    let ended = |t| [code(100.1, 1, 30.0, "a"), expired(100.6, 1), end(t, "link_timeout")];
    assert_eq!(after(&ended(101.0), 110.0), [""; 0]);
    let early = ended(100.9);
    assert!(after(&early, 110.0)[0].contains("before its time, after 54.3 s and code 1 of 2"));
    // Who was late may have missed a code that died.
    assert_eq!(after(&[&[lag(100.5, 0.2)], &early[..]].concat(), 110.0), [""; 0]);
    let last = [code(100.1, 2, 15.0, "a"), expired(100.35, 2), end(100.7, "link_timeout")];
    assert_eq!(after(&last, 110.0), [""; 0]);
}

#[test]
fn a_run_in_which_nothing_happens_proves_nothing() {
    let mut rules = Rules::default();
    rules.close();
    let nothing = "memory was looked at 0 times, which is too few";
    assert_eq!(rules.violations, ["no request came to the service", nothing]);
}

#[test]
fn what_was_cancelled_ends_at_once() {
    let cancelling = Report::Cancelling { number: 1, t: 100.2 };
    assert_eq!(after(&[cancelling.clone(), end(100.21, "cancelled")], 110.0), [""; 0]);
    let late = after(&[cancelling, end(100.6, "cancelled")], 110.0);
    assert!(late[0].contains("what was cancelled goes on"));
}

/// What is wrong if a session whose consumer pauses 0.1 s after each event told this, and the
/// service was asked for a code at second 99.9.
fn of_a_slow_consumer(reports: &[Report], now: f64) -> Vec<String> {
    let mut rules = Rules::default();
    let command = Command::Link {
        number: 1,
        client: 1,
        instance: "one".to_owned(),
        options: Map::new(),
        how: How::Read,
        pause: 0.1,
        leave: None,
    };
    rules.ordered(100.0, &command, &Told);
    rules.told(&Report::Begun { number: 1, t: 100.0 }, &Told);
    rules.fresh.asked(0, "ONE", 99.9);
    for report in reports {
        rules.told(report, &Told);
    }
    rules.tick(now, &Told);
    rules.violations
}

#[test]
fn a_slow_consumer_is_told_of_the_end_of_a_code_when_it_gets_to_it() {
    let late = |t| [code(100.1, 1, 30.0, "a"), expired(t, 1), end(t, "link_timeout")];
    assert_eq!(of_a_slow_consumer(&late(101.5), 110.0), [""; 0]);
    let wrong = of_a_slow_consumer(&late(103.0), 110.0);
    assert!(wrong[0].contains("a dead code stays on show"), "{wrong:?}");
    let wrong = of_a_slow_consumer(&[code(100.1, 1, 30.0, "a")], 112.0);
    assert!(wrong.iter().any(|it| it.contains("a dead code stays on show")), "{wrong:?}");
}

#[test]
fn a_code_that_nobody_asked_for_in_its_last_life_is_a_dead_one_whoever_is_shown_it() {
    let shown = |t| [code(t, 1, 0.0, "a"), expired(t + 0.05, 1), end(t + 0.1, "link_timeout")];
    assert_eq!(of_a_slow_consumer(&shown(100.8), 103.0), [""; 0]);
    let wrong = of_a_slow_consumer(&shown(101.5), 103.0);
    assert!(wrong[0].contains("nobody asked for in its last life"), "{wrong:?}");
    let stalled = [&shown(101.5)[..], &[lag(101.2, 0.6)]].concat();
    assert_eq!(of_a_slow_consumer(&stalled, 103.0), [""; 0]);
    // Too soon to be judged: the service's log comes later.
    assert_eq!(of_a_slow_consumer(&shown(101.5), 102.0), [""; 0]);
}

#[test]
fn a_driver_with_a_thread_for_everything_under_way_may_have_as_many_more() {
    let wrong = |a_thread_each| {
        let mut rules = Rules { a_thread_each, ..Rules::default() };
        for number in 0..20 {
            let command = Command::Call {
                number,
                client: 1,
                operation: "health".to_owned(),
                arguments: Map::new(),
                options: Map::new(),
            };
            rules.ordered(100.0, &command, &Told);
        }
        rules.sampled(super::process::Sample { t: 100.0, threads: 40, ..Default::default() });
        rules.violations
    };
    assert_eq!(wrong(true), [""; 0]);
    assert_eq!(wrong(false), ["40 threads; 24 are the most"]);
}
