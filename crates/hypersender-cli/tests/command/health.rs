//! `hypersender health` and `hypersender restart`.

use hypersender::Operation;
use hypersender_sandbox::faults::Fault;
use hypersender_sandbox::{Limits, Sandbox};

use crate::child::{Running, at, end};

#[test]
fn the_first_word_is_the_status() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let end = end(&mut at(&sandbox, &["health"]));
    assert_eq!((end.code, end.stdout.split_whitespace().next()), (0, Some("SCAN_QR_CODE")));
    assert!(end.stdout.contains("hypersender link"), "it says what to do: {end:?}");
}

#[test]
fn as_json_it_is_the_normal_form() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    sandbox.set_status(&sandbox.instance(), "WORKING");
    let end = end(&mut at(&sandbox, &["health", "--json", &sandbox.instance()]));
    let line = &end.json()[0];
    assert_eq!(
        (&line["instance_id"], &line["status"]),
        (&sandbox.instance().into(), &"WORKING".into())
    );
    assert!(line["connected_at"].as_str().unwrap().ends_with('Z'), "{end:?}");
}

#[test]
fn who_watches_is_told_each_change_and_nothing_twice() {
    let sandbox = Sandbox::builder().limits(Limits::off()).start_blocking().unwrap();
    let mut watch =
        Running::start(&mut at(&sandbox, &["health", "--json", "--watch", "--every", "0.05"]));
    assert!(watch.line_with("status").contains("SCAN_QR_CODE"));
    sandbox.faults().next(Operation::Health, 1, Fault::status(403)); // what ends it
    let end = watch.end();
    assert_eq!((end.code, end.json().len()), (5, 1), "{end:?}");

    let mut watch =
        Running::start(&mut at(&sandbox, &["health", "--json", "--watch", "--every", "0.05"]));
    assert!(watch.line_with("status").contains("SCAN_QR_CODE"));
    sandbox.set_status(&sandbox.instance(), "WORKING");
    assert!(watch.line_with("status").contains("WORKING"));
    watch.child.kill().unwrap();
    watch.child.wait().unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_begun_not_to_hear_a_signal_goes_on_after_it() {
    let sandbox = Sandbox::builder().limits(Limits::off()).start_blocking().unwrap();
    let own = at(&sandbox, &["health", "--json", "--watch", "--every", "0.05"]);
    let mut deaf = std::process::Command::new("env");
    deaf.arg("--ignore-signal=HUP,INT").args(own.get_args().skip(1)); // in place of what hears all
    deaf.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut watch = Running::start(&mut deaf);
    assert!(watch.line_with("status").contains("SCAN_QR_CODE"));
    watch.signal("-HUP");
    watch.signal("-INT");
    sandbox.set_status(&sandbox.instance(), "WORKING");
    assert!(watch.line_with("status").contains("WORKING"));
    watch.signal("-TERM");
    assert_eq!(watch.end().code, 143);
}

#[test]
fn a_restart_tells_what_the_service_said() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let told = end(&mut at(&sandbox, &["restart"]));
    assert_eq!(told.code, 0, "{told:?}");
    assert!(!told.stdout.trim().is_empty());
    let line = &end(&mut at(&sandbox, &["restart", "--json"])).json()[0];
    assert!(line["message"].is_string(), "{line}");
}
