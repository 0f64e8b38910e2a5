//! `hypersender doctor` and set-ups that are broken, each in one way: it says which, in plain words,
//! and what to do, and ends in what other commands would end in.

#![allow(clippy::unwrap_used, reason = "what these tests use fails by panicking, too")]

#[path = "../child/mod.rs"]
mod child;
mod impostor;
mod network;
mod service;
mod settings;

use std::process::Command;

use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::NewInstance;
use serde_json::Value;

use child::{at, end};

/// A set-up in which nothing is in the way.
fn healthy() -> Sandbox {
    let instance = NewInstance::named("Shop").status("WORKING");
    Sandbox::builder().instances([instance]).start_blocking().unwrap()
}

/// What the doctor says of a set-up.
struct Diagnosis {
    code: i32,
    findings: Vec<Value>,
    everything: String,
}

fn examined(command: &mut Command) -> Diagnosis {
    let end = end(command.arg("--json"));
    let findings = end.json();
    assert_eq!(end.stderr, "", "it puts it all into its findings: {end:?}");
    let checks: Vec<_> =
        findings.iter().map(|finding| finding["check"].as_str().unwrap()).collect();
    let all = [
        "token",
        "address",
        "proxy",
        "name",
        "connection",
        "clock",
        "account",
        "instance",
        "limits",
    ];
    assert_eq!(checks, all, "every check is told of, in the order of the way: {end:?}");
    Diagnosis { code: end.code, findings, everything: end.stdout }
}

impl Diagnosis {
    fn of(&self, check: &str) -> &Value {
        self.findings.iter().find(|finding| finding["check"] == check).unwrap()
    }

    /// The first problem is this one, and its text and advice have these words.
    #[track_caller]
    fn is(&self, check: &str, words: &[&str], code: i32) {
        let problem = self.findings.iter().find(|finding| finding["result"] == "problem");
        let problem = problem.unwrap_or_else(|| panic!("no problem in {}", self.everything));
        assert_eq!(problem["check"], check, "{}", self.everything);
        Self::says(problem, words);
        assert_eq!(self.code, code, "{}", self.everything);
    }

    /// Nothing is in the way, but of this there is something to say.
    #[track_caller]
    fn notes(&self, check: &str, words: &[&str]) {
        let finding = self.of(check);
        assert_eq!(finding["result"], "note", "{}", self.everything);
        Self::says(finding, words);
    }

    #[track_caller]
    fn says(finding: &Value, words: &[&str]) {
        let advice = finding["advice"].as_str().expect("it says what to do");
        let text = format!("{} {advice}", finding["text"].as_str().unwrap());
        for word in words {
            assert!(text.contains(word), "{word:?} is not in {text:?}");
        }
    }
}

#[test]
fn a_healthy_set_up_has_nothing_in_the_way() {
    let sandbox = healthy();
    let diagnosis = examined(&mut at(&sandbox, &["doctor"]));
    assert_eq!(diagnosis.code, 0);
    let results = diagnosis.findings.iter().map(|finding| &finding["result"]);
    assert!(results.clone().all(|result| result == "ok"), "{}", diagnosis.everything);
    assert!(sandbox.requests().iter().all(|request| request.method == "GET"), "it changes nothing");

    let told = end(&mut at(&sandbox, &["doctor"]));
    assert!(told.code == 0 && told.stdout.contains("Nothing is in the way."), "{told:?}");
}

#[test]
fn without_an_instance_it_looks_at_all_the_rest() {
    let sandbox = healthy();
    let diagnosis = examined(at(&sandbox, &["doctor"]).env_remove("HYPERSENDER_INSTANCE"));
    assert_eq!(diagnosis.code, 0);
    assert_eq!(diagnosis.of("account")["result"], "ok");
    assert_eq!(diagnosis.of("instance")["result"], "skipped");
}
