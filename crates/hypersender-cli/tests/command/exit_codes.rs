//! The exit codes, which are permanent: each with what leads to it.

use hypersender::Operation;
use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::NewInstance;
use hypersender_sandbox::faults::Fault;
use serde_json::Value;

use crate::child::{at, end, hypersender};

fn with(status: &str) -> Sandbox {
    let instance = NewInstance::named("Shop").status(status);
    Sandbox::builder().instances([instance]).start_blocking().unwrap()
}

/// Runs it for a person and for a program: both get the same number, and the program the code.
#[track_caller]
fn ends(sandbox: &Sandbox, arguments: &[&str], number: i32, code: &str) {
    let person = end(&mut at(sandbox, arguments));
    assert_eq!(person.code, number, "{arguments:?}: {person:?}");
    assert!(person.stderr.contains(&format!("[{code}]")), "{arguments:?}: {person:?}");

    let program = end(at(sandbox, arguments).arg("--json"));
    assert_eq!(program.code, number, "{arguments:?}: {program:?}");
    let last = program.json().pop().unwrap_or(Value::Null);
    assert_eq!(last["code"], code, "{arguments:?}: {program:?}");
    assert!(last["message"].is_string());
    assert_eq!(program.stderr, "", "{arguments:?}");
}

#[test]
fn exit_0_is_what_was_asked_for() {
    assert_eq!(end(&mut at(&with("FAILED"), &["health"])).code, 0);
}

#[test]
fn exit_1_is_another_failure() {
    let sandbox = with("WORKING");
    sandbox.faults().next(Operation::Restart, 2, Fault::status(500));
    ends(&sandbox, &["restart"], 1, "server");
}

#[test]
fn exit_2_is_usage() {
    let sandbox = with("WORKING");
    ends(&sandbox, &["health", "../x"], 2, "invalid_argument");
    ends(&sandbox, &["health", "--base-url", "http://example.com"], 2, "invalid_argument");
    assert!(sandbox.requests().is_empty());
    for wrong in
        [&["health", "--json"][..], &["instances", "--json"], &["link", "--json", "--timeout", "0"]]
    {
        let end = end(&mut hypersender(wrong));
        assert_eq!(
            (end.code, &end.json()[0]["code"]),
            (2, &"invalid_argument".into()),
            "{wrong:?}"
        );
    }
    let end = end(&mut hypersender(&["link", "--json", "--max-qr-codes", "0"]));
    assert_eq!(end.json()[0]["argument"], "max_qr_codes", "{end:?}");
}

#[test]
fn a_program_is_told_which_argument_is_missing() {
    let end = end(&mut hypersender(&["create", "--json", "--phone", "+201234567890"]));
    let message = end.json()[0]["message"].as_str().unwrap().to_owned();
    assert!(end.code == 2 && message.contains("--name"), "{message}");
}

#[test]
fn a_person_is_told_the_name_of_the_option_and_a_program_the_one_of_the_argument() {
    let wrong = ["health", "x", "--base-url", "http://example.com"];
    let told = end(hypersender(&wrong).env("HYPERSENDER_TOKEN", "1|a")).stderr;
    assert!(told.contains("--allow-insecure-http permits it"), "{told}");
    let json = end(hypersender(&wrong).arg("--json").env("HYPERSENDER_TOKEN", "1|a")).json();
    assert!(json[0]["message"].as_str().unwrap().contains("allow_insecure_http"), "{json:?}");
    assert_eq!(json[0]["argument"], "base_url");
}

#[test]
fn exit_3_is_that_nobody_scanned() {
    ends(&with("PENDING"), &["link", "--timeout", "1"], 3, "link_timeout");
}

#[test]
fn exit_4_is_rate_limited() {
    let sandbox = with("SCAN_QR_CODE");
    assert_eq!(end(&mut at(&sandbox, &["qr", "--json"])).code, 0);
    ends(&sandbox, &["qr"], 4, "rate_limited");
}

#[test]
fn exit_5_is_authentication_or_permission() {
    let sandbox = with("WORKING");
    sandbox.faults().next(Operation::Restart, 2, Fault::status(403));
    ends(&sandbox, &["restart"], 5, "permission_denied");
    let refused = end(at(&sandbox, &["health"]).env("HYPERSENDER_TOKEN", "1|refused"));
    assert_eq!(refused.code, 5);
    assert!(refused.stderr.contains("[authentication]"), "{refused:?}");
}

#[test]
fn exit_6_is_no_such_instance() {
    ends(&with("WORKING"), &["health", "another"], 6, "not_found");
}

#[test]
fn exit_7_is_network_or_timeout() {
    let sandbox = with("WORKING");
    sandbox.faults().next(Operation::Restart, 2, Fault::NeverAnswer);
    ends(&sandbox, &["restart", "--timeout", "0.3"], 7, "timeout");
    let nobody = ["health", "--timeout", "20", "--base-url", "http://127.0.0.1:1"];
    ends(&sandbox, &nobody, 7, "connection");
}

#[test]
fn exit_8_is_that_something_has_to_be_done_on_the_phone() {
    ends(&with("PASSKEY_REQUIRED"), &["link", "--timeout", "5"], 8, "link_timeout");
}
