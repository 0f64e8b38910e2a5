use std::time::{Duration, Instant};

use super::*;

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn virtual_time_jumps_to_the_end_of_the_shortest_wait() {
    let clock = Clock::virtual_time();
    let (start, began) = (clock.now(), Instant::now());
    let order = std::sync::Mutex::new(Vec::new());
    let wait = async |minutes: u32| {
        clock.sleep_until(start + MINUTE * minutes).await;
        order.lock().unwrap().push((minutes, clock.now().since(start)));
    };
    tokio::join!(wait(3), wait(1), wait(30), wait(2));
    let expected: Vec<_> = [1, 2, 3, 30].map(|minutes| (minutes, MINUTE * minutes)).to_vec();
    assert_eq!(*order.lock().unwrap(), expected);
    assert!(began.elapsed() < MINUTE);
}

#[tokio::test]
async fn virtual_time_stands_still_while_something_outside_is_awaited() {
    let clock = Clock::virtual_time();
    let start = clock.now();
    let busy = clock.busy();
    let outside = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let passed = clock.now().since(start);
        drop(busy);
        passed
    };
    let (passed, ()) = tokio::join!(outside, clock.sleep_until(start + MINUTE));
    assert_eq!(passed, Duration::ZERO);
    assert_eq!(clock.now().since(start), MINUTE);
}

#[tokio::test]
async fn virtual_time_goes_on_while_a_server_holds_the_answer_back() {
    let clock = Clock::virtual_time();
    let start = clock.now();
    let (busy, holding) = (clock.busy(), clock.holding());
    clock.sleep_until(start + MINUTE).await;
    assert_eq!(clock.now().since(start), MINUTE);
    drop((busy, holding));
}

#[tokio::test]
async fn virtual_time_stands_still_while_a_caller_outside_is_at_work() {
    let clock = Clock::virtual_time();
    clock.more_callers(2);
    let start = clock.now();
    let goes_on = async |until| {
        let wait = clock.sleep_until(until);
        tokio::time::timeout(Duration::from_millis(20), wait).await.is_ok()
    };
    let one_waits = clock.caller_waits();
    assert!(!goes_on(start + MINUTE).await);
    let other_waits = clock.caller_waits();
    assert!(goes_on(start + MINUTE).await);
    drop((one_waits, other_waits));
    assert!(!goes_on(start + 2 * MINUTE).await);
    clock.more_callers(-2);
    assert!(goes_on(start + 2 * MINUTE).await);
}

#[tokio::test]
async fn a_clock_that_counts_no_callers_needs_none_to_wait() {
    let clock = Clock::virtual_time();
    drop(clock.caller_waits());
    clock.sleep_until(clock.now() + MINUTE).await;
}

#[tokio::test]
async fn advancing_ends_a_wait() {
    let clock = Clock::accelerated(1.0);
    let start = clock.now();
    let (began, later) = (Instant::now(), async { clock.advance(MINUTE) });
    tokio::join!(clock.sleep_until(start + MINUTE), later);
    assert!(began.elapsed() < MINUTE);
}

#[tokio::test]
async fn an_accelerated_clock_runs_at_its_speed() {
    let clock = Clock::accelerated(6000.0);
    let (start, began) = (clock.now(), Instant::now());
    clock.sleep_until(start + MINUTE).await;
    assert!(began.elapsed() >= Duration::from_millis(10));
    assert!(clock.now().since(start) >= MINUTE);
}

#[test]
fn only_the_clock_that_runs_through_sleep_and_the_wall_see_a_machine_sleep() {
    let clock = Clock::virtual_time();
    let before = clock.reading();
    clock.suspend(MINUTE);
    let after = clock.reading();
    assert_eq!(after.now, before.now);
    assert_eq!(after.awake_or_asleep.since(before.awake_or_asleep), MINUTE);
    assert_eq!(after.wall, before.wall + MINUTE);
}

#[tokio::test]
async fn bounded_work_ends_at_its_deadline() {
    let clock = Clock::virtual_time();
    let deadline = clock.now() + MINUTE;
    assert_eq!(clock.bounded(deadline, std::future::pending::<()>()).await, None);
    assert_eq!(clock.bounded(deadline, std::future::ready(7)).await, Some(7));
}

#[test]
fn the_system_clock_runs_on_and_has_a_moment_ago() {
    let clock = Clock::system();
    let before = clock.reading();
    assert!(before.now.since_start() >= Duration::from_millis(900));
    assert!(clock.now() >= before.now);
    assert!(clock.reading().awake_or_asleep >= before.awake_or_asleep);
}
