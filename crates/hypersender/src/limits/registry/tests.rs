use super::*;
use crate::base_url::BaseUrl;
use crate::clock::Clock;
use crate::limits::Verdict;

const SECOND: Duration = Duration::from_secs(1);

fn registry() -> Registry {
    Registry(Mutex::default())
}

fn scope(token: &str) -> Scope {
    Scope::new(&BaseUrl::parse("http://localhost", false).unwrap(), &Clock::system(), token)
}

fn at(seconds: u64) -> Moment {
    Moment::from_start(Duration::from_secs(seconds))
}

#[test]
fn a_cooldown_ends_exactly_when_it_says() {
    let (registry, scope) = (registry(), scope("a"));
    registry.cool(&scope, "X", at(161), true);
    assert_eq!(registry.cooldown(&scope, "x", at(100)), 61 * SECOND);
    assert_eq!(registry.cooldown(&scope, "x", at(160)), SECOND);
    assert_eq!(registry.cooldown(&scope, "x", at(161)), Duration::ZERO);
}

#[test]
fn another_instance_token_service_or_clock_has_its_own() {
    let registry = registry();
    registry.cool(&scope("a"), "x", at(100), true);
    let localhost = BaseUrl::parse("http://localhost", false).unwrap();
    let elsewhere = BaseUrl::parse("http://localhost:1", false).unwrap();
    for (scope, instance) in [
        (scope("a"), "y"),
        (scope("b"), "x"),
        (Scope::new(&elsewhere, &Clock::system(), "a"), "x"),
        (Scope::new(&localhost, &Clock::virtual_time(), "a"), "x"),
    ] {
        assert_eq!(registry.cooldown(&scope, instance, at(0)), Duration::ZERO);
    }
}

#[test]
fn the_server_may_shorten_a_cooldown_and_a_guess_may_not() {
    let (registry, scope) = (registry(), scope("a"));
    registry.cool(&scope, "x", at(100), true);
    registry.cool(&scope, "x", at(50), false);
    assert_eq!(registry.cooldown(&scope, "x", at(0)), 100 * SECOND);
    registry.cool(&scope, "x", at(50), true);
    assert_eq!(registry.cooldown(&scope, "x", at(0)), 50 * SECOND);
}

#[test]
fn a_new_token_inherits() {
    let (registry, old, new) = (registry(), scope("old"), scope("new"));
    registry.cool(&old, "x", at(100), true);
    registry.inherit(&new, &old);
    assert_eq!(registry.cooldown(&new, "x", at(0)), 100 * SECOND);
    assert_eq!(registry.cooldown(&old, "x", at(0)), 100 * SECOND);
}

#[test]
fn a_base_url_is_forgotten_alone() {
    let (registry, scope) = (registry(), scope("a"));
    registry.cool(&scope, "x", at(100), true);
    registry.forget("http://localhost:1");
    assert_eq!(registry.cooldown(&scope, "x", at(0)), 100 * SECOND);
    registry.forget("http://localhost");
    assert_eq!(registry.cooldown(&scope, "x", at(0)), Duration::ZERO);
}

#[test]
fn the_memory_is_bounded_by_the_instances_of_an_hour() {
    let (registry, scope) = (registry(), scope("a"));
    for second in 0..40_000 {
        registry.cool(&scope, &format!("i{second}"), at(second + 61), true);
    }
    let kept = registry.state().cooldowns.len();
    assert!(kept < 3 * 3662, "{kept}");
    assert!(!registry.cooldown(&scope, "i39999", at(40_000)).is_zero());
}

#[test]
fn the_minute_has_its_margin_and_a_429_its_own() {
    assert_eq!(Verdict::Counted.cooldown(), Some(61 * SECOND));
    assert_eq!(Verdict::Unknown.cooldown(), Some(61 * SECOND));
    assert_eq!(Verdict::Limited(7 * SECOND).cooldown(), Some(8 * SECOND));
    assert_eq!(Verdict::Limited(Duration::ZERO).cooldown(), Some(SECOND));
    assert_eq!(Verdict::Free.cooldown(), None);
}

#[test]
fn a_child_of_fork_keeps_the_minutes_and_begins_one_for_what_its_parent_was_asking_for() {
    let (registry, scope) = (registry(), scope("a"));
    registry.cool(&scope, "cooling", at(1_000_000), true);
    let clock = Clock::system();
    let flight = Flight::for_tests(&clock);
    let flights = HashMap::from([(Key::new(&scope, "asked"), flight.departed())]);
    registry.state().flights = Own::of_the_parent(flights);

    let place = registry.board(Key::new(&scope, "asked"), clock.now(), at(0), || unreachable!());
    assert!(matches!(place, Place::Cooling(left) if left > 60 * SECOND), "nobody drives it here");
    assert_eq!(registry.cooldown(&scope, "cooling", at(999_990)), 10 * SECOND);
    assert!(registry.state().flights().is_empty());
}

#[test]
fn what_is_over_is_swept_out_as_the_number_doubles_and_not_before() {
    let (registry, scope) = (registry(), scope("a"));
    let kept = || registry.state().cooldowns.len();
    let add = |range: std::ops::Range<u64>, until: u64| {
        range.for_each(|i| registry.cool(&scope, &format!("i{i}"), at(until), true));
    };
    add(0..1023, 1);
    add(1023..1024, 10_000);
    assert_eq!(kept(), 1024);
    add(1024..1025, 10_000);
    assert_eq!(kept(), 2);

    add(2000..3023, 10_000); // the 1025th finds nobody who is over
    assert_eq!(kept(), 1025);
    add(3023..3024, 6_399);
    add(3024..3025, 6_400);
    add(3025..4048, 10_000);
    assert_eq!(kept(), 2050);
    add(4048..4049, 10_000);
    assert_eq!(kept(), 2050, "the one until 6,399 is over since an hour and a second");
}

#[test]
fn what_another_clock_holds_is_never_swept_out() {
    let (registry, scope) = (registry(), scope("a"));
    let localhost = BaseUrl::parse("http://localhost", false).unwrap();
    let elsewhen = Scope::new(&localhost, &Clock::virtual_time(), "a");
    registry.cool(&elsewhen, "x", at(1), true);
    for i in 0..2000 {
        registry.cool(&scope, &format!("i{i}"), at(10_000), true);
    }
    assert_eq!(registry.cooldown(&elsewhen, "x", at(0)), SECOND);
}

#[test]
fn a_new_token_inherits_nothing_of_others() {
    let (registry, old, new) = (registry(), scope("old"), scope("new"));
    registry.cool(&scope("other"), "x", at(100), true);
    registry.cool(&old, "y", at(100), true);
    registry.inherit(&new, &old);
    assert_eq!(registry.cooldown(&new, "x", at(0)), Duration::ZERO);
    assert_eq!(registry.cooldown(&new, "y", at(0)), 100 * SECOND);
}

/// Boards for an instance; with a flight if nobody else's was under way.
fn begin(registry: &Registry, scope: &Scope, instance: &str) -> Option<Flight> {
    let deadline = at(30);
    let mut begun = false;
    let place = registry.board(Key::new(scope, instance), at(0), deadline, || {
        begun = true;
        let answer = std::future::pending::<crate::Result<crate::InstanceWithQr>>();
        Flight::of(answer, deadline, &Clock::system())
    });
    match place {
        Place::Aboard(flight) if begun => Some(flight),
        _ => None,
    }
}

#[test]
fn a_new_token_joins_the_request_that_the_old_one_began() {
    let (registry, old, new) = (registry(), scope("old"), scope("new"));
    let of_old = begin(&registry, &old, "x");
    let of_other = begin(&registry, &scope("other"), "y");
    registry.inherit(&new, &old);
    assert!(of_old.is_some() && begin(&registry, &new, "x").is_none());
    assert!(of_other.is_some() && begin(&registry, &new, "y").is_some());
}

#[test]
fn requests_under_way_are_forgotten_with_their_base_url_alone() {
    let (registry, scope) = (registry(), scope("a"));
    let under_way = begin(&registry, &scope, "x");
    registry.forget("http://localhost:1");
    assert!(under_way.is_some() && begin(&registry, &scope, "x").is_none());
    registry.forget("http://localhost");
    assert!(begin(&registry, &scope, "x").is_some());
}

#[test]
fn a_minute_is_shared_with_the_instance_s_own_token_and_inherited_by_the_next() {
    let localhost = BaseUrl::parse("http://localhost", false).unwrap();
    let scope = Scope::new(&localhost, &Clock::virtual_time(), "a"); // of a clock of its own
    let (own, next) = (scope.for_token("own"), scope.for_token("next"));
    scope.share_cooldown("x", &own, at(100));
    assert_eq!(own.qr_cooldown("x", at(100)), Duration::ZERO);
    super::registry().cool(&scope, "x", at(161), true);
    assert_eq!(own.qr_cooldown("x", at(100)), Duration::ZERO, "another token has its own");
    scope.share_cooldown("x", &own, at(100));
    assert_eq!(own.qr_cooldown("x", at(100)), 61 * SECOND);
    next.inherit(&scope);
    assert_eq!(next.qr_cooldown("x", at(100)), 61 * SECOND);
}
