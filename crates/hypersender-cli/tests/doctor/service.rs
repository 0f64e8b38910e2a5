//! What is wrong at the other end.

use hypersender::Operation;
use hypersender_sandbox::faults::{Fault, Rule};

use crate::child::at;
use crate::impostor::Impostor;
use crate::{examined, healthy};

#[test]
fn something_else_answers_there() {
    for (status, content_type, body, words) in [
        (200, "text/html", "<h1>It works!</h1>", &["200", "address right"][..]),
        (404, "text/html", "<h1>Not found</h1>", &["404", "path"]),
        (404, "application/json", r#"{"message":"no route"}"#, &["404", "path"]),
        (302, "text/html", "", &["302", "path"]),
        (403, "text/html", "<h1>Blocked</h1>", &["403", "firewall"]),
        (503, "text/html", "<h1>Maintenance</h1>", &["503", "Wait"]),
        (407, "text/html", "", &["407", "HTTPS_PROXY"]),
    ] {
        let impostor = Impostor::answering(status, content_type, body);
        let mut command = at(&healthy(), &["doctor"]);
        command.env("HYPERSENDER_BASE_URL", impostor.address());
        let code = match status {
            403 => 5,
            407 => 7,
            _ => 1,
        };
        examined(&mut command).is("connection", words, code);
    }
}

#[test]
fn the_clock_is_wrong() {
    for (ahead, word) in [(3600, "behind"), (-3600, "ahead")] {
        let impostor = Impostor::with_a_clock(ahead);
        let mut command = at(&healthy(), &["doctor"]);
        let diagnosis = examined(command.env("HYPERSENDER_BASE_URL", impostor.address()));
        diagnosis.notes("clock", &["3", "s", word, "NTP"]);
    }
}

#[test]
fn the_token_is_refused() {
    let sandbox = healthy();
    let diagnosis = examined(at(&sandbox, &["doctor"]).env("HYPERSENDER_TOKEN", "1|of-yesterday"));
    diagnosis.is("account", &["401", "copied", "dashboard"], 5);
}

#[test]
fn the_plan_is_another() {
    let sandbox = healthy();
    let forbidden = Rule::next(Operation::ListInstances, Fault::status(403)).times(None).skip(1);
    sandbox.faults().add(forbidden);
    let diagnosis = examined(at(&sandbox, &["doctor"]).env_remove("HYPERSENDER_INSTANCE"));
    diagnosis.is("account", &["403", "Enterprise plan"], 5);
}

#[test]
fn an_instances_own_token_may_not_list_and_that_is_no_harm() {
    for status in [401, 403, 404, 302] {
        let sandbox = healthy();
        let refused = Fault::status(status);
        let refused = Rule::next(Operation::ListInstances, refused).times(None).skip(1);
        sandbox.faults().add(refused);
        let diagnosis = examined(&mut at(&sandbox, &["doctor"]));
        diagnosis.notes("account", &["no harm"]);
        assert_eq!(diagnosis.code, 0);
    }
}

#[test]
fn the_token_is_not_acquitted_where_it_may_be_the_reason() {
    let sandbox = healthy();
    let refused = Rule::next(Operation::ListInstances, Fault::status(404)).times(None).skip(1);
    sandbox.faults().add(refused);
    let diagnosis = examined(at(&sandbox, &["doctor"]).env_remove("HYPERSENDER_INSTANCE"));
    assert_ne!(diagnosis.code, 0);
    assert!(!diagnosis.everything.contains("It is not your token"), "{}", diagnosis.everything);
}

#[test]
fn there_is_no_such_instance() {
    let sandbox = healthy();
    let diagnosis = examined(&mut at(&sandbox, &["doctor", "another"]));
    diagnosis.is("instance", &["404", &sandbox.instance(), "Shop", "spelt"], 6);
}

#[test]
fn the_id_is_none() {
    let sandbox = healthy();
    examined(&mut at(&sandbox, &["doctor", "a/b"])).is(
        "instance",
        &["character 2", "dashboard"],
        2,
    );
}

#[test]
fn no_phone_is_linked() {
    for (status, word) in [
        ("SCAN_QR_CODE", "hypersender link"),
        ("FAILED", "hypersender link"),
        ("PENDING", "hypersender restart"),
    ] {
        let sandbox = healthy();
        sandbox.set_status(&sandbox.instance(), status);
        let diagnosis = examined(&mut at(&sandbox, &["doctor"]));
        diagnosis.notes("instance", &[status, word]);
        assert_eq!(diagnosis.code, 0);
    }
}

#[test]
fn somebody_else_uses_up_the_limit() {
    let sandbox = healthy();
    let left =
        Fault::status(200).header("X-RateLimit-Limit", "10").header("X-RateLimit-Remaining", "1");
    sandbox.faults().add(Rule::next(Operation::Health, left).times(None).skip(1));
    examined(&mut at(&sandbox, &["doctor"])).notes("limits", &["1 are left", "Another program"]);

    let none = Fault::status(429).header("Retry-After", "30");
    sandbox.faults().clear();
    sandbox.faults().add(Rule::next(Operation::Health, none).times(None));
    examined(&mut at(&sandbox, &["doctor"])).is("instance", &["429", "Another program"], 4);
}
