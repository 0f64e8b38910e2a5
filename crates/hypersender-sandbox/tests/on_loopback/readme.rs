//! Every line of the README's table is tried as it stands there.

use hypersender_sandbox::Sandbox;
use serde_json::Value;

use crate::raw;

const README: &str = include_str!("../../README.md");

/// Method, path, body and what comes back, without their backticks.
fn lines() -> Vec<[String; 4]> {
    let rows = README.lines().filter(|line| line.contains("| `/_sandbox/"));
    let cells = |row: &str| {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [method, path, body, answer] = cells[..] else { panic!("not four cells: {row}") };
        let code = |text: &str| text.trim_matches(['`', '-']).to_owned();
        [code(method), code(path), code(body), answer.to_owned()]
    };
    rows.map(cells).collect()
}

#[tokio::test]
async fn every_line_of_the_readme_is_true() {
    let lines = lines();
    assert!(lines.len() > 20, "the table is read");
    for [method, path, body, answer] in lines {
        // A fresh one for each: an instance "Shop" that was shown a code.
        let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
        let here = [("Host", "localhost:1")];
        let do_ = async |line: &str, body: &str| raw::send(&sandbox, line, &here, body).await;
        if path != "/_sandbox/instances" {
            do_("POST /_sandbox/instances", r#"{"name":"Shop"}"#).await;
            do_("POST /_sandbox/phone", r#"{"request_code":{"instance":"Shop"}}"#).await;
        }
        let path = if path.starts_with("/_sandbox/watch") {
            "/_sandbox/watch?after=0&requests_after=7".to_owned() // it would wait for change 12
        } else {
            path
        };
        let came = do_(&format!("{method} {path}"), &body).await;
        assert!(came.bytes.starts_with(b"HTTP/1.1 200"), "{method} {path} {body}");
        if path.starts_with("/_sandbox/picture") {
            assert!(came.bytes.windows(4).any(|four| four == b"\x89PNG"), "{path}");
            continue;
        }
        let word = match came.json() {
            Value::String(word) => format!("\"{word}\""),
            Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
            _ => continue,
        };
        let told = answer.contains(&word) || !answer.starts_with('`');
        assert!(told, "{method} {path} {body}: {word}, and the README says {answer}");
    }
}

#[test]
fn no_path_is_missing_from_the_readme() {
    let control = include_str!("../../src/control/mod.rs");
    let paths = control.split("(\"").skip(1).filter_map(|rest| {
        let (method, rest) = rest.split_once("\", \"")?;
        let known = ["GET", "POST", "DELETE"].contains(&method);
        known.then(|| (method, rest.split('"').next().unwrap_or_default()))
    });
    let table = lines();
    let mut count = 0;
    for (method, path) in paths {
        count += 1;
        let path = format!("/_sandbox/{path}");
        let told = table
            .iter()
            .any(|[known, line, ..]| known == method && line.split('?').next() == Some(&path));
        assert!(told, "{method} {path}");
    }
    assert!(count > 12, "the routes are read: {count}");
}
