//! The project's own scenarios are in order, cover what they have to, and can all be started.

#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

use scenario_server::matrix::{self, Coverage, Required};
use scenario_server::{Backstage, Library};

fn library() -> Library {
    Library::read(&Library::own_folder()).unwrap_or_else(|defects| panic!("{defects:#?}"))
}

#[test]
fn every_file_is_as_the_format_says_and_no_cell_of_the_matrix_is_empty() {
    let library = library();
    let gaps = Required::read(&library).unwrap().gaps(&Coverage::of(&library));
    assert!(gaps.is_empty(), "{gaps:#?}");
}

#[test]
fn the_table_for_people_is_up_to_date() {
    let library = library();
    let required = Required::read(&library).unwrap();
    let made = matrix::markdown(&library, &Coverage::of(&library), &required);
    let kept = std::fs::read_to_string(library.folder().join("../MATRIX.md")).unwrap();
    assert!(kept == made, "run `cargo run -p scenario-server -- matrix --write`");
}

#[tokio::test]
async fn every_scenario_can_be_started() {
    let library = library();
    let names: Vec<_> = library.all().iter().map(|named| named.name.clone()).collect();
    let backstage = Backstage::new(library).unwrap();
    for name in names {
        if let Err(defect) = backstage.start(&name).await {
            panic!("{name}: {defect}");
        }
    }
}

#[test]
fn every_scenario_is_told_from_every_other() {
    let twins = matrix::twins(&library());
    assert!(twins.is_empty(), "{twins:#?}");
}

#[test]
fn a_scenario_under_two_names_is_found_and_so_is_one_that_asserts_what_another_does() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, title: &str, status: u16, code: &str| {
        let text = serde_json::json!({
            "title": title,
            "covers": ["status.refusal"],
            "server": {"answers": [{"status": status, "json": {"message": "No."}}]},
            "steps": [{"call": "health", "args": {"instance": "one"}, "expect": {"error": {"code": code}}}],
            "received": {"requests": 1}
        });
        std::fs::write(folder.path().join(name), text.to_string()).unwrap();
    };
    write("a.json", "The first is refused by somebody", 403, "permission_denied");
    write("b.json", "The second is refused as well", 403, "permission_denied");
    write("c.json", "The third is refused otherwise", 423, "permission_denied");
    write("d.json", "The fourth is not found there", 404, "not_found");
    let twins = matrix::twins(&Library::read(folder.path()).unwrap());
    assert_eq!(twins, ["b is a under another name", "no assertion tells c from a"]);
}

/// What is wrong with a list of two classes.
fn gaps(reasons: &serde_json::Value) -> Vec<String> {
    let mut required = serde_json::json!({
        "languages": {},
        "faults": {"status": ["refusal", "teapot"], "time": ["sleep"]},
        "operations": [], "endings": [], "events": [],
    });
    required.as_object_mut().unwrap().extend(reasons.as_object().unwrap().clone());
    let required: Required = serde_json::from_value(required).unwrap();
    required.gaps(&Coverage::of(&library()))
}

#[test]
fn an_empty_cell_is_found_in_each_table_without_being_asked_for() {
    let gaps = gaps(&serde_json::json!({}));
    let has = |gap: &str| gaps.iter().any(|it| it == gap);
    assert!(has("health never meets status.teapot"), "{gaps:#?}");
    assert!(has("link never meets status.teapot"), "{gaps:#?}");
    assert!(has("client never meets status.refusal"), "{gaps:#?}");
    assert!(has("restart never ends in link_failed"), "{gaps:#?}");
    assert!(has("no limited is expected under time"), "{gaps:#?}");
    assert!(has("matrix.json does not know tls.not_tls"), "{gaps:#?}");
    assert!(!has("health never meets status.refusal"), "{gaps:#?}");
}

#[test]
fn a_cell_may_be_empty_for_a_reason_of_its_own_or_of_its_class() {
    let gaps = gaps(&serde_json::json!({
        "operations": [
            {"of": ["status"], "never": ["client"], "because": "It sends nothing."},
            {"of": ["status.teapot"], "only": ["health"], "because": "Only this one has tea."},
        ],
        "endings": [{"of": ["link_failed"], "only": ["link"], "because": "It is an end of sessions."}],
        "events": [{"never": ["limited"], "because": "There is no limit in it."}],
    }));
    let has = |gap: &str| gaps.iter().any(|it| it == gap);
    assert!(has("health never meets status.teapot"), "{gaps:#?}");
    assert!(!has("link never meets status.teapot"), "{gaps:#?}");
    assert!(!has("client never meets status.refusal"), "{gaps:#?}");
    assert!(!has("restart never ends in link_failed"), "{gaps:#?}");
    assert!(!has("no limited is expected under time"), "{gaps:#?}");
    assert!(!gaps.iter().any(|gap| gap.contains('`')), "{gaps:#?}");
}

#[test]
fn a_reason_that_is_none_that_nothing_needs_or_that_is_about_nothing_is_found() {
    let gaps = gaps(&serde_json::json!({"operations": [
        {"of": ["status.refusal"], "never": ["client"], "because": "No."},
        {"of": ["status.refusal"], "never": ["health"], "because": "It can't be refused."},
        {"of": ["steam"], "never": ["health"], "because": "It is no engine."},
        {"of": ["time"], "never": ["tea"], "because": "It is no kitchen."},
        {"of": ["time"], "because": "It says nothing."},
    ]}));
    let found: Vec<_> = gaps.iter().filter(|gap| gap.contains('`')).collect();
    assert_eq!(
        found,
        [
            "`No.` is no reason",
            "nothing of `status.refusal` needs the reason `It can't be refused.`",
            "`It is no engine.` is about `steam`, which is not there",
            "`It is no kitchen.` is about `tea`, which is not there",
            "nothing of `time` needs the reason `It is no kitchen.`",
            "`It says nothing.` needs one of `never` and `only`",
            "nothing of `time` needs the reason `It says nothing.`",
        ]
    );
}

#[test]
fn a_scenario_that_a_language_left_out_is_a_gap() {
    let library = library();
    let passed = library.all().iter().skip(1).map(|named| (named.name.clone(), Vec::new()));
    let mut passed: matrix::Ends = passed.collect();
    let gaps = |ends: &matrix::Ends| {
        let results = matrix::Results::of(&library, ends.clone());
        matrix::languages(&library, &[("rust".to_owned(), results)].into()).1
    };
    assert_eq!(gaps(&passed), [format!("{} in rust: not run", library.all()[0].name)]);
    passed.insert(library.all()[0].name.clone(), vec!["it differs".to_owned()]);
    assert_eq!(gaps(&passed), [format!("{} in rust: failed", library.all()[0].name)]);
}

#[test]
fn results_of_scenarios_that_have_changed_since_are_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let write = |status: u16| {
        let text = serde_json::json!({
            "title": "The first is refused by somebody",
            "covers": ["status.refusal"],
            "server": {"answers": [{"status": status, "json": {"message": "No."}}]},
            "steps": [{"call": "health", "args": {"instance": "one"}, "expect": {"error": {"code": "permission_denied"}}}],
            "received": {"requests": 1}
        });
        std::fs::write(folder.path().join("a.json"), text.to_string()).unwrap();
        Library::read(folder.path()).unwrap()
    };
    let before = write(403);
    let ends = matrix::Ends::from([("a".to_owned(), Vec::new())]);
    let results = [("rust".to_owned(), matrix::Results::of(&before, ends))].into();
    assert_eq!(matrix::languages(&before, &results).1, [""; 0]);
    let now = write(423);
    assert_eq!(matrix::languages(&now, &results).1, ["rust ran other scenarios than these"]);
}
