//! `hypersender qr` and `hypersender create`: one code.

use std::collections::BTreeMap;
use std::path::Path;

use hypersender::Operation;
use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::ScanResult;
use hypersender_sandbox::faults::Fault;

use crate::child::{Running, at, code_in, end, is_private, with_files_in};

/// What takes the real service seconds takes less here, and a code can be read before it is dead.
fn sandbox() -> Sandbox {
    Sandbox::builder().speed(2.0).start_blocking().unwrap()
}

#[test]
fn the_code_is_put_into_a_file_and_can_be_scanned_from_it() {
    let sandbox = sandbox();
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("code.png");
    let end = end(&mut at(&sandbox, &["qr", "--png", png.to_str().unwrap()]));
    assert_eq!(end.code, 0, "{end:?}");
    assert!(end.stdout.contains(png.to_str().unwrap()) && end.stdout.contains("s."), "{end:?}");
    assert!(is_private(&png));
    assert_eq!(sandbox.phone().scan(&code_in(&png)), ScanResult::Linked);
}

#[test]
fn a_data_uri_is_all_that_is_printed() {
    let sandbox = sandbox();
    let end = end(&mut at(&sandbox, &["qr", "--data-uri"]));
    assert_eq!(end.code, 0, "{end:?}");
    assert!(end.stdout.starts_with("data:image/png;base64,iVBOR"), "{end:?}");
    assert_eq!(end.stdout.lines().count(), 1);
}

#[test]
fn as_json_what_is_in_the_code_is_only_there_if_it_was_asked_for() {
    let sandbox = sandbox();
    let silent = end(&mut at(&sandbox, &["qr", "--json"]));
    let line = &silent.json()[0];
    assert_eq!(
        (&line["id"], &line["status"]),
        (&sandbox.instance().into(), &"SCAN_QR_CODE".into())
    );
    assert!(line["qr_code"]["expires_at"].is_string());
    assert!(!silent.stdout.contains("iVBOR"), "{silent:?}");
    assert!(silent.stderr.contains("--png"), "who asks in vain is told how: {silent:?}");

    sandbox.reset();
    let loud = end(&mut at(&sandbox, &["qr", "--json", "--data-uri"]));
    assert!(loud.json()[0]["data_uri"].as_str().unwrap().starts_with("data:image/png;base64,"));
    assert_eq!(loud.stderr, "");
}

#[test]
fn in_a_pipe_it_waits_beside_the_file_until_the_code_is_dead() {
    for (signal, code) in [("-INT", 130), ("-QUIT", 131), ("-TERM", 143), ("-HUP", 143)] {
        let sandbox = sandbox();
        let folder = tempfile::tempdir().unwrap();
        let mut qr = Running::start(with_files_in(&mut at(&sandbox, &["qr"]), folder.path()));
        let line = qr.line_with("While it lives it is in");
        let png = Path::new(line.split_whitespace().last().unwrap());
        assert_eq!(sandbox.phone().scan(&code_in(png)), ScanResult::Linked);
        #[cfg(unix)]
        {
            qr.signal(signal);
            assert_eq!(qr.end().code, code);
            assert!(!png.exists());
        }
    }
}

/// A white square in which there is no code.
const BLANK: &str = "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAKUlEQVR42u3MQREAAAwCIPuX1hD77SAA6VEEAoFAIBAIBAKBQCAQfA8Gpwvw4qrwDDIAAAAASUVORK5CYII=";

#[test]
fn a_file_that_can_not_be_written_does_not_cost_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let [png, svg] = ["code.png", "code.svg"].map(|name| folder.path().join(name));
    let files = ["--png", png.to_str().unwrap(), "--svg", svg.to_str().unwrap()];
    let new = ["create", "--json", "--phone", "+201234567890", "--name", "Shop"];
    let commands = [
        (Operation::RequestNewQrCode, &["qr", "--json", "--data-uri"][..]),
        (Operation::CreateInstance, &new),
    ];
    for (operation, command) in commands {
        let sandbox = sandbox();
        let body = serde_json::json!({
            "id": sandbox.instance(), "status": "SCAN_QR_CODE", "qr_code": format!("data:image/png;base64,{BLANK}")
        });
        let body = Some(body.to_string());
        let fault = Fault::Status { status: 200, headers: BTreeMap::new(), body };
        sandbox.faults().next(operation, 1, fault);
        let end = end(at(&sandbox, command).args(files));
        let [answer, failure] = end.json().try_into().expect("two lines");
        assert_eq!((end.code, &failure["code"]), (1, &"invalid_response".into()));
        assert_eq!(
            (&answer["id"], &answer["svg_file"]),
            (&sandbox.instance().into(), &serde_json::Value::Null)
        );
        assert_eq!(answer["png_file"], png.to_str().unwrap());
        assert!(png.exists() && !svg.exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn where_nothing_more_can_be_printed_it_is_said_beside_it() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let sandbox = sandbox();
    let mut health = at(&sandbox, &["health", "--json"]);
    let output = health.stdout(full).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("No space left"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_device_or_a_pipe_is_not_replaced_by_a_file() {
    use std::os::unix::fs::FileTypeExt;

    let sandbox = sandbox();
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let end = end(at(&sandbox, &["qr", "--png"]).arg(&pipe));
    assert!(end.code == 1 && end.stderr.contains("a device or a pipe"), "{end:?}");
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(sandbox.requests().is_empty(), "a code is not asked for only to be lost");
}

#[test]
fn a_folder_that_is_not_there_is_told_by_the_name_of_the_file_that_was_asked_for() {
    let sandbox = sandbox();
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("nowhere").join("code.png");
    let end = end(at(&sandbox, &["qr", "--png"]).arg(&png));
    assert_eq!(end.code, 1, "{end:?}");
    let said = format!("{} can't be written: ", png.display());
    assert!(end.stderr.contains(&said) && !end.stderr.contains("nowhere/."), "{end:?}");
    assert!(sandbox.requests().is_empty());
}

#[test]
fn an_instance_is_created_and_its_first_code_handed_over() {
    let sandbox = sandbox();
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("code.png");
    let arguments =
        ["create", "--phone", "+201234567890", "--name", "Front desk", "--json", "--png"];
    let end = end(at(&sandbox, &arguments).arg(&png));
    assert_eq!(end.code, 0, "{end:?}");
    let line = &end.json()[0];
    assert_eq!((&line["name"], &line["phone"]), (&"Front desk".into(), &"+201234567890".into()));
    assert_eq!(line["png_file"], png.to_str().unwrap());
    assert_eq!(sandbox.phone().scan(&code_in(&png)), ScanResult::Linked);
    assert_eq!(sandbox.instances().len(), 2);
}

#[test]
fn a_refused_field_is_named() {
    let sandbox = sandbox();
    let first = sandbox.instances().remove(0);
    let taken = ["create", "--phone", "+201234567890", "--name", &first.name, "--json"];
    let end = end(&mut at(&sandbox, &taken));
    assert_eq!(end.code, 1, "{end:?}");
    assert_eq!(end.json()[0]["code"], "validation");
    assert!(end.json()[0]["errors"]["name"].is_array(), "{end:?}");
}

#[test]
fn a_create_whose_answer_is_lost_is_not_to_be_repeated_blindly() {
    let sandbox = sandbox();
    sandbox.faults().next(Operation::CreateInstance, 1, Fault::Truncated);
    let arguments = ["create", "--phone", "+201234567890", "--name", "Front desk"];
    let end = end(&mut at(&sandbox, &arguments));
    assert_eq!(end.code, 7, "{end:?}");
    assert!(end.stderr.contains("hypersender instances"), "{end:?}");
    assert_eq!(sandbox.instances().len(), 2);
}
