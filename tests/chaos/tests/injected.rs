//! The check of the check: each thing that must not happen is made to happen, and is noticed.

#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

use chaos::options::{Injected, Options};
use chaos::run::run;

/// What is wrong after some seconds with clients of Rust.
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

async fn is_noticed(inject: Injected, seconds: f64, promise: &str) {
    let violations = violations(Some(inject), seconds).await;
    assert!(violations.iter().any(|it| it.contains(promise)), "{inject:?}: {violations:#?}");
}

#[tokio::test]
async fn without_an_injection_nothing_is_wrong() {
    assert_eq!(violations(None, 4.0).await, [""; 0]);
}

#[tokio::test]
async fn a_code_that_is_asked_for_too_early_is_noticed() {
    is_noticed(Injected::EarlyPost, 4.0, "too early").await;
}

#[tokio::test]
async fn a_code_that_is_not_taken_off_is_noticed() {
    is_noticed(Injected::DeadCode, 9.0, "dead code stays on show").await;
}

#[tokio::test]
async fn a_session_without_an_end_is_noticed() {
    is_noticed(Injected::NoEnd, 4.0, "has no end").await;
}

#[tokio::test]
async fn a_failure_that_nobody_looks_at_is_noticed() {
    is_noticed(Injected::Unhandled, 2.0, "nobody looked at").await;
}

#[tokio::test]
async fn memory_that_is_kept_is_noticed() {
    is_noticed(Injected::Leak, 12.0, "memory has grown").await;
}
