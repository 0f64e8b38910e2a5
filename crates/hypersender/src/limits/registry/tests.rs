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
