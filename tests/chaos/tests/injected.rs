//! The check of the check: each thing that must not happen is made to happen, and is noticed.

#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

use chaos::options::{Injected, Options};
use chaos::run::run;

/// What is wrong after some seconds with clients of Rust, or when what was done wrong is seen.
async fn violations(inject: Option<Injected>, seconds: f64) -> Vec<String> {
    let keep = tempfile::tempdir().unwrap();
    let options = Options {
        language: "rust".to_owned(),
        seconds,
        seed: Some(3),
        speed: 60.0,
        keep: keep.path().to_owned(),
        inject,
        driver: vec![env!("CARGO_BIN_EXE_chaos").to_owned(), "drive".to_owned()],
    };
    run(&options).await.unwrap().rules.violations
}

async fn is_noticed(inject: Injected, seconds: f64) {
    let violations = violations(Some(inject), seconds).await;
    let noticed = violations.iter().any(|it| inject.is_noticed_by(it));
    assert!(noticed, "{inject:?}: {violations:#?}");
}

#[tokio::test]
async fn without_an_injection_nothing_is_wrong() {
    assert_eq!(violations(None, 4.0).await, [""; 0]);
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
async fn a_session_without_an_end_is_noticed() {
    is_noticed(Injected::NoEnd, 4.0).await;
}

#[tokio::test]
async fn a_failure_that_nobody_looks_at_is_noticed() {
    is_noticed(Injected::Unhandled, 30.0).await;
}

#[tokio::test]
async fn memory_that_is_kept_is_noticed() {
    is_noticed(Injected::Leak, 12.0).await;
}
