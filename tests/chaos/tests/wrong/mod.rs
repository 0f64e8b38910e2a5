//! A short run in which something is made to go wrong.

#![allow(clippy::unwrap_used, unreachable_pub, reason = "a failed set-up fails the test")]

use chaos::options::{Injected, Options};
use chaos::run::run;

/// What is wrong after some seconds with clients of that driver, or when what was done wrong is seen.
pub async fn violations(
    language: &str,
    driver: &[String],
    inject: &[Injected],
    seconds: f64,
) -> Vec<String> {
    let keep = tempfile::tempdir().unwrap();
    let options = Options {
        language: language.to_owned(),
        seconds,
        seed: Some(3),
        speed: 60.0,
        keep: keep.path().to_owned(),
        inject: inject.to_vec(),
        threads: language == "python-sync",
        driver: driver.to_vec(),
    };
    run(&options).await.unwrap().rules.violations
}

/// Whether each of these is among what is wrong.
pub async fn noticed(language: &str, driver: &[String], inject: &[Injected], seconds: f64) {
    let violations = violations(language, driver, inject, seconds).await;
    for it in inject {
        let told = violations.iter().any(|violation| it.is_noticed_by(violation));
        assert!(told, "{language}, {it:?}: {violations:#?}");
    }
}
