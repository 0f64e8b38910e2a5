//! What of many tokens is kept, and what is swept out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Wake, Waker};
use std::time::Duration;

use super::{Hubs, SWEEP_AT, Station};
use crate::base_url::BaseUrl;
use crate::clock::{Clock, Moment};
use crate::limits::{QrPost, Scope, Verdict};
use crate::link::LinkOptions;
use crate::link::machine::{Code, Input, InstanceId};
use crate::link::simulator::PIXEL;
use crate::progress::Progress;
use crate::{Client, QrCode, Status};

const MINUTE: Duration = Duration::from_mins(1);

#[test]
fn of_very_many_tokens_those_are_swept_out_that_nobody_uses_and_that_have_no_living_code() {
    let (hubs, clock) = (Hubs::default(), Clock::virtual_time());
    let base_url = BaseUrl::parse("https://example.com", false).unwrap();
    let scope = |token: usize| Scope::new(&base_url, &clock, &token.to_string());
    let used = hubs.station(&scope(0), &clock);
    hubs.station(&scope(1), &clock).tell(code(&clock, "a"));
    let many: Vec<Weak<_>> =
        (1..SWEEP_AT).map(|token| Arc::downgrade(&hubs.station(&scope(token), &clock))).collect();
    assert!(many.iter().all(|station| station.strong_count() == 1));

    hubs.station(&scope(SWEEP_AT), &clock);
    assert!(Arc::ptr_eq(&used, &hubs.station(&scope(0), &clock)));
    assert_eq!(many[0].strong_count(), 1, "its code may still be scanned");
    assert!(many[1..].iter().all(|station| station.strong_count() == 0));
}

/// Notes whether the hubs are free when somebody is woken.
struct Busybody {
    hubs: Arc<Hubs>,
    found_free: Mutex<Vec<bool>>,
}

impl Wake for Busybody {
    fn wake(self: Arc<Self>) {
        self.found_free.lock().unwrap().push(self.hubs.0.try_lock().is_ok());
    }
}

#[test]
fn a_waker_that_begins_a_session_finds_the_hubs_free_when_a_token_takes_the_place_of_another() {
    let (hubs, clock) = (Arc::new(Hubs::default()), Clock::virtual_time());
    let base_url = BaseUrl::parse("https://example.com", false).unwrap();
    let [old, new] = ["1|old", "2|new"].map(|token| Scope::new(&base_url, &clock, token));
    drop(hubs.station(&old, &clock));
    let (station, seat) = (hubs.station(&new, &clock), Arc::default());
    let client = Client::builder("2|new").clock(clock.clone()).build().unwrap();
    let options = LinkOptions::default().timeout(MINUTE);
    station.join(&client, &"a".into(), options, clock.now(), &seat);
    let waker = Arc::new(Busybody { hubs: Arc::clone(&hubs), found_free: Mutex::default() });
    seat.register(&Waker::from(Arc::clone(&waker)));
    clock.advance(MINUTE);

    hubs.inherit(&new, &old);
    station.tell(Input::Wake);
    assert!(seat.end().is_some(), "its time is over");
    assert_eq!(*waker.found_free.lock().unwrap(), [true]);
    assert_eq!(hubs.namesakes(&new, &clock).len(), 2, "somebody listened there");
}

#[test]
fn of_one_base_url_everything_can_be_forgotten() {
    let (hubs, clock) = (Hubs::default(), Clock::virtual_time());
    let station = |base_url: &str| {
        let base_url = BaseUrl::parse(base_url, false).unwrap();
        hubs.station(&Scope::new(&base_url, &clock, "1|token"), &clock)
    };
    let (one, other) = (station("https://one.example"), station("https://other.example"));
    hubs.forget("https://one.example");
    assert!(!Arc::ptr_eq(&one, &station("https://one.example")));
    assert!(Arc::ptr_eq(&other, &station("https://other.example")));
}

#[test]
fn a_token_whose_polls_still_count_is_kept() {
    let (hubs, clock) = (Hubs::default(), Clock::virtual_time());
    let base_url = BaseUrl::parse("https://example.com", false).unwrap();
    let station =
        |token: usize| hubs.station(&Scope::new(&base_url, &clock, &token.to_string()), &clock);
    station(0).tell(Input::AskedElsewhere { limited: None });
    let asked = Arc::downgrade(&station(0));
    (1..=SWEEP_AT).for_each(|token| drop(station(token)));
    assert_eq!(asked.strong_count(), 1);
    clock.advance(MINUTE);
    (SWEEP_AT..3 * SWEEP_AT).for_each(|token| drop(station(token)));
    assert_eq!(asked.strong_count(), 0);
}

#[test]
fn a_token_that_took_the_place_of_another_is_swept_out_with_it() {
    let (hubs, clock) = (Hubs::default(), Clock::virtual_time());
    let base_url = BaseUrl::parse("https://example.com", false).unwrap();
    let scope = |token: usize| Scope::new(&base_url, &clock, &token.to_string());
    let (old, used) = (Arc::downgrade(&hubs.station(&scope(0), &clock)), scope(2));
    hubs.inherit(&scope(1), &scope(0));
    let in_use = hubs.station(&used, &clock);
    hubs.inherit(&scope(3), &used);
    (4..=SWEEP_AT).for_each(|token| drop(hubs.station(&scope(token), &clock)));
    assert_eq!(old.strong_count(), 0);
    assert!(Arc::ptr_eq(&in_use, &hubs.station(&scope(3), &clock)));
}

/// A code of that instance, asked for now.
fn code(clock: &Clock, instance: &str) -> Input {
    let requested = clock.reading();
    Input::CodeElsewhere {
        instance: InstanceId::new(instance),
        status: Status::ScanQrCode,
        code: Code {
            qr_code: QrCode::from_base64(PIXEL, requested, MINUTE, clock).unwrap(),
            requested,
        },
    }
}

/// The instances that a code is known of, and when it was asked for.
fn codes(station: &Station) -> Vec<(String, u64)> {
    let found = station.codes();
    let of = |(instance, code): (InstanceId, Code)| {
        (format!("{instance:?}"), code.requested.now.since(Moment::default()).as_secs())
    };
    found.into_iter().map(of).collect()
}

#[test]
fn a_token_that_others_use_already_keeps_its_codes_and_each_finds_those_of_the_other() {
    let (hubs, clock) = (Hubs::default(), Clock::virtual_time());
    let base_url = BaseUrl::parse("https://example.com", false).unwrap();
    let [old, new] = ["1|old", "2|new"].map(|token| Scope::new(&base_url, &clock, token));
    let start = clock.now().since(Moment::default()).as_secs();
    let (replaced, used) = (hubs.station(&old, &clock), hubs.station(&new, &clock));
    let second = Duration::from_secs(1);
    for (station, instance) in [(&replaced, "a"), (&used, "b"), (&replaced, "c"), (&used, "c")] {
        station.tell(code(&clock, instance));
        clock.advance(second);
    }

    hubs.inherit(&new, &old);
    assert!(Arc::ptr_eq(&used, &hubs.station(&new, &clock)), "who comes joins the others");
    let all = [("a", 0), ("b", 1), ("c", 3)].map(|(it, at)| (it.to_owned(), start + at));
    assert_eq!(codes(&replaced), all);
    assert_eq!(codes(&used), all);

    hubs.notice(&new, &clock, code(&clock, "d"));
    for station in [&replaced, &used] {
        assert_eq!(codes(station).len(), 4, "both hear of what happens to the token");
    }
    hubs.inherit(&new, &old);
    assert_eq!(hubs.namesakes(&new, &clock).len(), 2, "once is enough");
}

#[test]
fn a_token_of_which_nothing_is_known_any_more_gets_the_sessions_of_the_one_it_replaces() {
    let (hubs, clock) = (Hubs::default(), Clock::virtual_time());
    let base_url = BaseUrl::parse("https://example.com", false).unwrap();
    let [old, new] = ["1|old", "2|new"].map(|token| Scope::new(&base_url, &clock, token));
    let replaced = hubs.station(&old, &clock);
    drop(hubs.station(&new, &clock));
    hubs.inherit(&new, &old);
    assert!(Arc::ptr_eq(&replaced, &hubs.station(&new, &clock)));
}

#[test]
fn the_minutes_of_a_token_that_took_the_place_of_another_are_known() {
    let (hubs, clock) = (Hubs::default(), Clock::virtual_time());
    let base_url = BaseUrl::parse("https://example.com", false).unwrap();
    let [old, new] = ["1|old", "2|new"].map(|token| Scope::new(&base_url, &clock, token));
    let station = hubs.station(&old, &clock);
    hubs.inherit(&new, &old);
    let progress = Progress::new(Moment::default());
    QrPost::begin(&new, "a", &clock, &progress).end(Verdict::Counted);
    assert_eq!(station.allowed_at("a"), clock.now() + Duration::from_secs(61));
}

#[test]
fn the_next_sweep_comes_when_the_number_has_doubled() {
    let (hubs, clock) = (Hubs::default(), Clock::virtual_time());
    let base_url = BaseUrl::parse("https://example.com", false).unwrap();
    let station =
        |token: usize| hubs.station(&Scope::new(&base_url, &clock, &token.to_string()), &clock);
    let used: Vec<_> = (0..SWEEP_AT).map(station).collect();
    (SWEEP_AT..2 * SWEEP_AT).for_each(|token| drop(station(token)));
    assert_eq!(hubs.state().stations.get().map(HashMap::len), Some(2 * used.len()));
    station(2 * SWEEP_AT);
    assert_eq!(hubs.state().stations.get().map(HashMap::len), Some(used.len() + 1));
}
