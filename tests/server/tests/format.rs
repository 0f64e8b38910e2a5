//! What a file may say: slips are told.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use scenario_server::{Backstage, Library};
use serde_json::{Value, json};

/// Reads a folder with this one file, made of a scenario that is in order and what is changed.
#[allow(clippy::needless_pass_by_value, reason = "it is mostly written on the spot")]
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
async fn a_slip_in_a_session_or_its_sandbox_is_told() {
    let with = |link: Value, sandbox: Value| {
        read(json!({
            "clock": "virtual",
            "server": null,
            "sandbox": sandbox,
            "steps": [{"link": link, "expect": {"value": {"type": "linked"}}}],
            "received": {"posts": [0]},
        }))
    };
    let (link, sandbox) = (json!({"instance": "one"}), json!({"instances": [{"id": "one"}]}));
    let fine = Backstage::new(with(link.clone(), sandbox.clone()).unwrap()).unwrap();
    assert!(fine.start("it").await.unwrap().clock().is_some());
    for (link, sandbox, told) in [
        (json!({"instance": "one", "option": {}}), sandbox.clone(), "unknown field `option`"),
        (json!({"instance": "one", "options": {"codes": 1}}), sandbox.clone(), "`codes`"),
        (
            json!({"instance": "one", "wait": true, "events": []}),
            sandbox.clone(),
            "reads no events",
        ),
        (link.clone(), json!({"timeline": []}), "unknown field `timeline`"),
        (link.clone(), json!({"when": [{"at": 1, "do": {"dance": {}}}]}), "dance"),
    ] {
        let defect = with(link, sandbox).unwrap_err();
        assert!(defect.contains(told), "{defect}");
    }
    let real = json!({"clock": "real", "server": null, "sandbox": sandbox});
    assert!(read(real).unwrap_err().contains("virtual"));
    let misspelt = json!({"instance": "one", "events": [{"t": {"$betwen": [1, 2]}}]});
    let misspelt = Backstage::new(with(misspelt, sandbox).unwrap()).unwrap();
    assert!(misspelt.start("it").await.unwrap_err().contains("no operator"));
}
