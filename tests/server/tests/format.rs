//! What a file may say: slips are told, and what is for later is refused by name.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use scenario_server::{Backstage, Library};
use serde_json::{Value, json};

/// Reads a folder with this one file, made of a scenario that is in order and what is changed.
fn read(changed: Value) -> Result<Library, String> {
    let mut scenario = json!({
        "title": "A health call is answered well",
        "covers": ["success.wire"],
        "server": {"answers": [{"json": {"status": "WORKING"}}]},
        "steps": [{"call": "health", "args": {"instance": "one"}, "expect": {"value": {}}}],
        "received": {"requests": 1},
    });
    for (key, value) in changed.as_object().unwrap() {
        scenario[key] = value.clone();
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("it.json"), scenario.to_string()).unwrap();
    Library::read(folder.path()).map_err(|defects| defects.join("\n"))
}

#[test]
fn a_slip_in_a_file_is_told() {
    assert!(read(json!({})).is_ok());
    let step = |step: Value| json!({"steps": [step]});
    for (changed, told) in [
        (json!({"titel": "x"}), "unknown field `titel`"),
        (json!({"title": "Health."}), "the title is a sentence"),
        (json!({"covers": []}), "covers something"),
        (json!({"client": {"time_out": 3}}), "no option `time_out`"),
        (json!({"server": {"answers": [{"body": {}}]}}), "unknown field `body`"),
        (json!({"server": {"answers": [{"json": {}, "text": "x"}]}}), "one body"),
        (json!({"server": {"answers": [{"status": 200, "script": []}]}}), "not both"),
        (json!({"server": {"answers": [{"times": 0}]}}), "`times`"),
        (json!({"sandbox": {"instances": []}}), "a server or a sandbox"),
        (json!({"received": {}}), "requests"),
        (step(json!({"cal": "health"})), "a step is one of"),
        (step(json!({"call": "healht", "expect": {"value": {}}})), "healht"),
        (step(json!({"call": "health"})), "expect"),
        (step(json!({"call": "health", "expect": {}})), "exactly one of"),
        (step(json!({"call": "health", "expect": {"value": 1, "cancelled": true}})), "exactly one"),
        (step(json!({"call": "health", "expect": {"error": {}}})), "needs its `code`"),
        (step(json!({"call": "health", "expect": {"value": 1, "qr": {"pngs": 1}}})), "`pngs`"),
        (step(json!({"call": "health", "args": {"name": "x"}, "expect": {"value": {}}})), "`name`"),
        (
            step(json!({"call": "health", "options": {"max_wait": 1}, "expect": {"value": {}}})),
            "`max_wait`",
        ),
        (step(json!({"call": "health", "times": 2, "expect": {"value": {}}})), "concurrent"),
        (step(json!({"concurrently": [{"advance": 1}]})), "done concurrently"),
        (step(json!({"advance": 1, "suspend": 1})), "a step is one of"),
        (step(json!({"until": {"sunday": true}})), "sunday"),
    ] {
        let defect = read(changed.clone()).expect_err(&changed.to_string());
        assert!(defect.contains(told), "{changed}: {defect}");
    }
}

#[tokio::test]
async fn an_operator_that_there_is_not_is_told_when_a_run_starts() {
    for changed in [
        json!({"steps": [{"call": "health", "expect": {"value": {"status": {"$contain": "W"}}}}]}),
        json!({"received": {"requests": 1, "connections": {"$betwen": [1, 2]}}}),
    ] {
        let backstage = Backstage::new(read(changed).unwrap()).unwrap();
        assert!(backstage.start("it").await.unwrap_err().contains("no operator"));
    }
}

#[tokio::test]
async fn sessions_and_the_sandbox_are_read_and_refused_by_name() {
    let session = json!({
        "steps": [{
            "link": {
                "instance": "one",
                "options": {"timeout": 120, "max_qr_codes": 2, "qr_lifetime": 60, "restart_on_failed": true},
                "events": [{"kind": "qr_code", "number": 1, "expires_at": {"$any": true}}],
                "ignore": ["status"],
                "cancel_on": {"kind": "stalled"},
            },
            "expect": {"value": {"instance_id": "one"}},
        }],
        "received": {"requests": 2},
    });
    let sandbox = json!({
        "server": null,
        "sandbox": {
            "instances": [{"id": "one", "status": "STOPPED"}],
            "qr_post": "only_while_scanning",
            "limits": "shared",
            "timeline": [
                {"at": 25, "scan": {"instance": "one", "code": 1, "ends": "passkey"}},
                {"at": 40, "fail": {"to": "GET /*/health", "times": 2, "status": 503}},
                {"at": 50, "set_status": {"instance": "one", "status": "FAILED"}},
            ],
        },
    });
    for (changed, told) in [(session, "needs `link()`"), (sandbox, "needs the sandbox")] {
        let backstage = Backstage::new(read(changed).unwrap()).unwrap();
        let refusal = backstage.start("it").await.unwrap_err();
        assert!(refusal.contains(told), "{refusal}");
    }
    let idle = json!({"server": null, "sandbox": {"instances": [], "timeline": [{"at": 1}]}});
    assert!(read(idle).unwrap_err().contains("does one thing"));
}
