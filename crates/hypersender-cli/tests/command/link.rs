//! `hypersender link` for programs and for people without a terminal.

use std::path::{Path, PathBuf};

use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::{NewInstance, ScanResult};
use tempfile::TempDir;

use crate::child::{Running, at, code_in, end, is_private, with_files_in};

fn sandbox() -> Sandbox {
    // A code lives long enough to be read on a busy machine.
    Sandbox::builder().speed(2.0).start_blocking().unwrap()
}

fn is_empty(folder: &TempDir) -> bool {
    folder.path().read_dir().unwrap().next().is_none()
}

#[test]
fn a_program_gets_a_private_picture_for_each_code_and_the_end_as_a_line() {
    let (sandbox, folder) = (sandbox(), tempfile::tempdir().unwrap());
    let png = folder.path().join("code.png");
    let mut link =
        Running::start(&mut at(&sandbox, &["link", "--json", "--png", png.to_str().unwrap()]));
    assert_eq!(link.event("status")["current"], "SCAN_QR_CODE");

    let event = link.event("qr_code");
    assert_eq!((event["number"].as_u64(), event["png_file"].as_str()), (Some(1), png.to_str()));
    assert!(event["expires_at"].is_string() && event["qr_code"]["requested_at"].is_string());
    assert!(is_private(&png));
    assert_eq!(sandbox.phone().scan(&code_in(&png)), ScanResult::Linked);

    let end = link.end();
    assert_eq!(end.code, 0, "{end:?}");
    let last = end.json().pop().unwrap();
    assert_eq!((&last["type"], &last["already_linked"]), (&"linked".into(), &false.into()));
    assert_eq!(last["instance_id"], sandbox.instance());
    assert!(is_empty(&folder), "a code that was used up is not left behind");
    assert_eq!(end.stderr, "");
}

#[test]
fn without_a_file_to_write_to_the_picture_is_in_a_folder_that_goes_with_it() {
    let (sandbox, folder) = (sandbox(), tempfile::tempdir().unwrap());
    let mut link =
        Running::start(with_files_in(&mut at(&sandbox, &["link", "--json"]), folder.path()));
    let event = link.event("qr_code");
    let png = PathBuf::from(event["png_file"].as_str().unwrap());
    assert!(png.starts_with(folder.path()) && is_private(&png));
    sandbox.phone().scan(&code_in(&png));
    assert_eq!(link.end().code, 0);
    assert!(is_empty(&folder));
}

#[test]
fn a_code_is_gone_from_its_file_before_its_end_is_told() {
    let (sandbox, folder) = (sandbox(), tempfile::tempdir().unwrap());
    let png = folder.path().join("code.png");
    let arguments = ["link", "--json", "--qr-lifetime", "5", "--png", png.to_str().unwrap()];
    let mut link = Running::start(&mut at(&sandbox, &arguments));
    link.event("qr_code");
    assert!(png.exists());
    assert_eq!(link.event("qr_expired")["number"], 1);
    assert!(!png.exists());
    link.child.kill().unwrap();
    link.child.wait().unwrap();
}

#[test]
fn in_a_pipe_a_person_is_told_where_the_code_is_and_what_else_there_is() {
    let (sandbox, folder) = (sandbox(), tempfile::tempdir().unwrap());
    let mut link = Running::start(with_files_in(&mut at(&sandbox, &["link"]), folder.path()));
    let reason = link.line_with("It is not drawn");
    assert!(reason.contains("this is not a terminal"), "{reason}");
    let place = link.line_with("While it lives it is in");
    let png = Path::new(place.split_whitespace().last().unwrap());
    let others = link.line_with("Other ways");
    assert!(others.contains("--open") && others.contains("--png"), "{others}");
    sandbox.phone().scan(&code_in(png));
    let end = link.end();
    assert!(end.stdout.contains("The phone is linked."), "{end:?}");
    assert!(!end.stdout.contains(['\x1b', '\r']), "{end:?}");
    assert!(is_empty(&folder));
}

#[test]
fn both_files_can_be_had_and_the_drawing_in_one_is_that_of_the_code() {
    let (sandbox, folder) = (sandbox(), tempfile::tempdir().unwrap());
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (png, svg) = (file("code.png"), file("code.svg"));
    let mut link =
        Running::start(&mut at(&sandbox, &["link", "--json", "--png", &png, "--svg", &svg]));
    let event = link.event("qr_code");
    assert_eq!(event["svg_file"], svg);
    assert!(is_private(Path::new(&svg)));
    assert!(std::fs::read_to_string(&svg).unwrap().contains("<svg "));
    sandbox.phone().scan(&code_in(Path::new(&png)));
    assert_eq!(link.end().code, 0);
    assert!(is_empty(&folder));
}

#[test]
fn an_instance_that_is_linked_already_is_told_without_a_request_for_a_code() {
    let linked = NewInstance::named("Shop").status("WORKING");
    let sandbox = Sandbox::builder().instances([linked]).start_blocking().unwrap();
    let end = end(&mut at(&sandbox, &["link"]));
    assert_eq!(end.code, 0);
    assert!(end.stdout.contains("A phone is linked already."), "{end:?}");
    assert!(sandbox.requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn a_file_that_can_not_be_written_is_noticed_before_a_code_is_asked_for() {
    let sandbox = sandbox();
    for command in ["link", "qr"] {
        let end = end(&mut at(&sandbox, &[command, "--png", "/no/such/folder/code.png"]));
        assert_eq!(end.code, 1, "{end:?}");
        assert!(end.stderr.contains("/no/such/folder/code.png"), "{end:?}");
    }
    assert!(sandbox.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_its_number_and_takes_the_code_away() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 143)] {
        let (sandbox, folder) = (sandbox(), tempfile::tempdir().unwrap());
        let mut link =
            Running::start(with_files_in(&mut at(&sandbox, &["link", "--json"]), folder.path()));
        link.event("qr_code");
        assert!(!is_empty(&folder));
        link.signal(signal);
        assert_eq!(link.end().code, code, "{signal}");
        assert!(is_empty(&folder), "{signal}");
    }
}
