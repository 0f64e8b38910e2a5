//! The project's own scenarios are in order, cover what they have to, and can all be started.

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

#[test]
fn an_empty_cell_is_found() {
    let library = library();
    let required = serde_json::json!({
        "faults": {"status": {"refusal": ["health"], "teapot": ["health"]}},
        "endings": {"health": ["ok", "exploded"]},
    });
    let required: Required = serde_json::from_value(required).unwrap();
    let gaps = required.gaps(&Coverage::of(&library));
    assert!(gaps.contains(&"nothing shows status.teapot".to_owned()), "{gaps:?}");
    assert!(gaps.contains(&"health never meets status.teapot".to_owned()), "{gaps:?}");
    assert!(gaps.contains(&"health never ends in exploded".to_owned()), "{gaps:?}");
    assert!(gaps.contains(&"matrix.json does not know tls.not_tls".to_owned()), "{gaps:?}");
    assert!(!gaps.iter().any(|gap| gap.contains("status.refusal")), "{gaps:?}");
}

#[test]
fn a_scenario_that_a_language_left_out_is_a_gap() {
    let library = library();
    let passed = library.all().iter().skip(1).map(|named| (named.name.clone(), Vec::new()));
    let mut passed: matrix::Results = passed.collect();
    let (_, gaps) = matrix::languages(&library, &[("rust".to_owned(), passed.clone())].into());
    assert_eq!(gaps, [format!("{} in rust: not run", library.all()[0].name)]);
    passed.insert(library.all()[0].name.clone(), vec!["it differs".to_owned()]);
    let (_, gaps) = matrix::languages(&library, &[("rust".to_owned(), passed)].into());
    assert_eq!(gaps, [format!("{} in rust: failed", library.all()[0].name)]);
}
