//! `hypersender sandbox`: the stand-in as a program of its own.

use crate::child::{Running, end, hypersender};

#[test]
fn it_says_all_that_is_needed_to_use_it() {
    let mut sandbox = Running::start(&mut hypersender(&["sandbox", "--json", "--seed", "7"]));
    let line: serde_json::Value = serde_json::from_str(&sandbox.line_with("url")).unwrap();
    let text = |key: &str| line[key].as_str().unwrap().to_owned();
    assert!(text("url").starts_with(&text("origin")));
    assert!(!line["instances"].as_array().unwrap().is_empty());

    let health = |format: &[&str]| {
        let mut command = hypersender(&["health"]);
        command.args(format).env("HYPERSENDER_BASE_URL", text("url"));
        command.env("HYPERSENDER_TOKEN", text("token"));
        end(command.env("HYPERSENDER_INSTANCE", text("instance")))
    };
    assert_eq!(health(&["--json"]).json()[0]["status"], "SCAN_QR_CODE");
    sandbox.child.kill().unwrap();
    sandbox.child.wait().unwrap();
    assert_eq!(health(&["--timeout", "1"]).code, 7);
}

#[test]
fn what_it_prints_for_people_can_be_pasted_into_a_shell() {
    let mut sandbox = Running::start(&mut hypersender(&["sandbox"]));
    let page = sandbox.line_with("http://");
    let exports: Vec<_> = (0..3).map(|_| sandbox.line_with("export")).collect();
    assert!(exports[0].trim().starts_with("export HYPERSENDER_BASE_URL=http://127.0.0.1:"));
    assert!(exports[0].contains(page.trim().trim_end_matches('/')));
    let script = format!("{}\n'{}' health", exports.join("\n"), env!("CARGO_BIN_EXE_hypersender"));
    if let Ok(output) = std::process::Command::new("sh").args(["-c", &script]).output() {
        assert!(String::from_utf8_lossy(&output.stdout).starts_with("SCAN_QR_CODE"), "{output:?}");
    }
    #[cfg(unix)]
    {
        sandbox.signal("-INT");
        assert_eq!(sandbox.end().code, 130);
    }
}

#[test]
fn its_settings_come_from_a_file_and_options_count_more() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    std::fs::write(
        &file,
        r#"{"seed": 1, "token": "1|mine", "instances": [{"id": "shop", "status": "FAILED"}]}"#,
    )
    .unwrap();
    let mut sandbox = Running::start(hypersender(&["sandbox", "--json", "--settings"]).arg(&file));
    let line = sandbox.line_with("url");
    assert!(
        line.contains(r#""token":"1|mine""#) && line.contains(r#""instance":"shop""#),
        "{line}"
    );
    sandbox.child.kill().unwrap();
    sandbox.child.wait().unwrap();

    for (content, word) in [
        ("{", "it ends too early"),
        ("[]", "object"),
        (r#"{"sped": 1}"#, "There is no `sped`."),
        (r#"{"port": "80"}"#, "`port` has to be a whole number from 0 to 65535, not a text."),
        (r#"{"virtual_time": true}"#, "virtual_time"),
    ] {
        std::fs::write(&file, content).unwrap();
        let end = end(hypersender(&["sandbox", "--settings"]).arg(&file));
        assert!(end.code == 2 && end.stderr.contains(word), "{end:?}");
    }
    let end = end(&mut hypersender(&["sandbox", "--speed", "-1"]));
    assert!(end.code == 2 && !end.stderr.contains(".."), "{end:?}");
}

#[test]
fn a_port_that_is_taken_is_no_mistake_of_the_command_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let end = end(&mut hypersender(&["sandbox", "--json", "--port", &port]));
    assert_eq!(end.code, 1, "{end:?}");
    let line = &end.json()[0];
    assert_eq!(line["code"], "io");
    assert!(line["message"].as_str().unwrap().contains(&port), "{line}");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_says_nothing_does_not_hold_up_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut health = hypersender(&["health", "an-id", "--ca-certificate"]);
    health.env("HYPERSENDER_TOKEN", "1|token");
    for mut command in [hypersender(&["sandbox", "--settings"]), health] {
        let running = Running::start(command.arg(&pipe));
        let silent = std::fs::File::create(&pipe).unwrap(); // waits for the command to open it
        running.signal("-INT");
        assert_eq!(running.end().code, 130, "{command:?}");
        drop(silent);
    }
}
