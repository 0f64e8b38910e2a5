//! Texts of the service are printed, but nothing in them is obeyed by a terminal.

use std::collections::BTreeMap;

use hypersender::Operation;
use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::NewInstance;
use hypersender_sandbox::faults::{Fault, Rule};

use crate::child::{at, end};

/// Clears the screen, goes up, renames the window, in 7 and 8 bits; turns the writing round.
const EVIL: &str = "\u{1b}[2J\u{1b}[9A\u{1b}]0;owned\u{7}\u{9b}2J\u{9d}0;owned\u{9c}\u{202e}txt\u{2066}\u{200b}\r\nWORKING";

fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| c != '\n' && hypersender::is_harmful(c))
}

#[test]
fn in_names_statuses_and_messages() {
    let evil = NewInstance::named(EVIL).id("evil").status(EVIL);
    let sandbox = Sandbox::builder().instances([evil]).start_blocking().unwrap();
    let message = serde_json::json!({ "message": EVIL }).to_string();
    let fault = |operation, status| {
        let fault = Fault::Status { status, headers: BTreeMap::new(), body: Some(message.clone()) };
        Rule::next(operation, fault).times(None)
    };
    sandbox.faults().add(fault(Operation::Restart, 422));
    let commands: [&[&str]; 6] = [
        &["health"],
        &["instances"],
        &["restart"],
        &["link", "--timeout", "1"],
        &["doctor"],
        &["health", "\u{1b}[2J\u{202e}"],
    ];
    for arguments in commands {
        for json in [false, true] {
            let mut command = at(&sandbox, arguments);
            if json {
                command.arg("--json");
            }
            let end = end(&mut command);
            assert!(is_harmless(&end.stdout), "{arguments:?}: {end:?}");
            assert!(is_harmless(&end.stderr), "{arguments:?}: {end:?}");
        }
    }
    let health = end(&mut at(&sandbox, &["health"]));
    assert!(health.stdout.contains("owned"), "it is shown, not hidden: {health:?}");
    assert!(!health.stdout.contains("\nWORKING"), "nor does it make lines of its own: {health:?}");
    let json = end(&mut at(&sandbox, &["health", "--json"])).json();
    assert_eq!(json[0]["status"], EVIL, "a program gets what came");
}

#[test]
fn ten_kilobytes_of_status_are_cut() {
    let long = NewInstance::named("Shop").status("A".repeat(10_000));
    let sandbox = Sandbox::builder().instances([long]).start_blocking().unwrap();
    for arguments in [&["health"][..], &["instances"], &["link", "--timeout", "1"]] {
        let end = end(&mut at(&sandbox, arguments));
        assert!(end.stdout.len() + end.stderr.len() < 1000, "{arguments:?}: {end:?}");
    }
}
