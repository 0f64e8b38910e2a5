//! The check of the check: each thing that must not happen is made to happen with clients of Rust,
//! and is noticed.

mod wrong;

use chaos::options::Injected;
use wrong::{noticed, violations};

const RUST: [&str; 2] = [env!("CARGO_BIN_EXE_chaos"), "drive"];

async fn is_noticed(inject: Injected, seconds: f64) {
    noticed("rust", &RUST.map(str::to_owned), &[inject], seconds).await;
}

#[tokio::test]
async fn without_an_injection_nothing_is_wrong() {
    let found = violations("rust", &RUST.map(str::to_owned), &[], 14.0).await;
    assert_eq!(found, [""; 0]);
}

#[tokio::test]
async fn a_code_that_is_asked_for_too_early_is_noticed() {
    is_noticed(Injected::EarlyPost, 30.0).await;
}

#[tokio::test]
async fn a_code_that_is_not_taken_off_is_noticed() {
    is_noticed(Injected::DeadCode, 60.0).await;
}

#[tokio::test]
async fn a_code_that_is_taken_off_five_seconds_late_is_noticed() {
    is_noticed(Injected::LateCode, 60.0).await;
}

#[tokio::test]
async fn a_code_that_the_service_never_made_is_noticed() {
    is_noticed(Injected::ForeignCode, 30.0).await;
}

#[tokio::test]
async fn a_code_that_is_shown_again_when_it_is_dead_is_noticed() {
    is_noticed(Injected::OldCode, 60.0).await;
}

#[tokio::test]
async fn a_session_without_an_end_is_noticed() {
    is_noticed(Injected::NoEnd, 4.0).await;
}

#[tokio::test]
async fn a_session_that_goes_on_when_nobody_waits_for_it_is_noticed() {
    is_noticed(Injected::GoesOn, 30.0).await;
}

#[tokio::test]
async fn a_linked_session_that_says_that_nobody_scanned_is_noticed() {
    is_noticed(Injected::NotLinked, 30.0).await;
}

#[tokio::test]
async fn a_session_that_does_not_hear_that_it_is_linked_is_noticed() {
    is_noticed(Injected::Deaf, 60.0).await;
}

#[tokio::test]
async fn a_driver_that_is_always_late_is_noticed() {
    is_noticed(Injected::LateTimer, 60.0).await;
}

#[tokio::test]
async fn a_failure_that_nobody_looks_at_is_noticed() {
    is_noticed(Injected::Unhandled, 30.0).await;
}

#[tokio::test]
async fn memory_that_is_kept_is_noticed() {
    is_noticed(Injected::Leak, 12.0).await;
}

#[tokio::test]
async fn descriptors_that_stay_open_are_noticed() {
    is_noticed(Injected::Descriptors, 30.0).await;
}
