//! The table of what a request for a new code does, row by row.

use super::*;

fn service(meaning: OnNewQr, status: &str) -> Service {
    Service::with(|settings| {
        settings.on_new_qr = meaning;
        settings.instances[0].status = status.to_owned();
    })
}

fn assert_new_cycle(service: &mut Service) {
    let seen = service.new_qr();
    assert_eq!((seen.status, &seen.body["status"]), (200, &"SCAN_QR_CODE".into()));
    assert_eq!(seen.after, Duration::from_secs(2));
    let code = seen.code();
    service.pass(59.9);
    assert_eq!(service.status(), "SCAN_QR_CODE");
    assert_eq!(service.scan(&code), ScanResult::Linked);
}

fn assert_refused(service: &mut Service, status: &str) {
    let seen = service.new_qr();
    assert_eq!(seen.status, 422, "{status}");
    assert_eq!(seen.body["status"], status);
    assert_eq!(seen.body["expected"][0], "SCAN_QR_CODE");
    assert!(seen.body["error"].as_str().unwrap().starts_with("Session status"));
}

#[test]
fn restart_begins_a_new_cycle_in_every_status_without_a_phone() {
    for status in
        ["SCAN_QR_CODE", "STOPPED", "FAILED", "PENDING", "STARTING", "PASSKEY_REQUIRED", "X"]
    {
        assert_new_cycle(&mut service(OnNewQr::Restart, status));
    }
}

#[test]
fn restart_kills_the_code_that_is_shown_and_is_starting_meanwhile() {
    let mut service = service(OnNewQr::Restart, "SCAN_QR_CODE");
    let old = service.new_qr().code();
    let id = service.id();
    let seen = service.post(&format!("/{id}/request-new-qr-code"));
    assert_eq!(service.status(), "STARTING");
    assert_eq!(service.scan(&old), ScanResult::Stale);
    service.now = service.now + seen.after;
    assert_eq!(service.status(), "SCAN_QR_CODE");
    assert_ne!(seen.code(), old);
}

#[test]
fn restart_interrupts_an_instance_that_works_and_has_no_code_for_it() {
    let mut service = service(OnNewQr::Restart, "WORKING");
    let id = service.id();
    let seen = service.post(&format!("/{id}/request-new-qr-code"));
    assert_eq!(service.status(), "STARTING");
    assert_eq!((seen.status, &seen.body["status"]), (200, &"WORKING".into()));
    assert_eq!(seen.body["qr_code"], Value::Null);
    service.now = service.now + seen.after;
    assert_eq!(service.status(), "WORKING");
}

#[test]
fn current_and_refuse_give_the_code_of_the_moment_with_what_is_left_of_its_life() {
    for meaning in [OnNewQr::Current, OnNewQr::Refuse] {
        let mut service = service(meaning, "SCAN_QR_CODE");
        let first = service.new_qr();
        assert_eq!(first.after, Duration::ZERO);
        service.pass(59.0);
        assert_eq!(service.new_qr().code(), first.code());
        service.pass(1.0);
        let second = service.new_qr().code();
        assert_ne!(second, first.code());
        assert_eq!(service.snapshot().codes_shown, 2);
        service.pass(19.9);
        let left = service.snapshot().last_code.unwrap().alive_for;
        assert!(left <= Duration::from_millis(101), "{left:?}");
        assert_eq!(service.scan(&second), ScanResult::Linked);
    }
}

#[test]
fn current_begins_a_cycle_where_there_is_none() {
    for status in ["STOPPED", "FAILED"] {
        assert_new_cycle(&mut service(OnNewQr::Current, status));
    }
}

#[test]
fn current_waits_for_the_first_code_of_an_instance_that_starts() {
    let mut service = service(OnNewQr::Current, "FAILED");
    service.restart();
    service.pass(1.5);
    assert_eq!(service.status(), "STARTING");
    let seen = service.new_qr();
    assert_eq!(seen.after, Duration::from_millis(1500));
    assert_eq!(service.status(), "SCAN_QR_CODE");
    assert_eq!(service.scan(&seen.code()), ScanResult::Linked);
}

#[test]
fn current_leaves_a_scan_alone() {
    let mut service = service(OnNewQr::Current, "SCAN_QR_CODE");
    let code = service.new_qr().code();
    service.scan(&code);
    assert_refused(&mut service, "STARTING");
    service.pass(3.0);
    let seen = service.new_qr();
    assert_eq!((seen.status, &seen.body["status"]), (200, &"WORKING".into()));
    assert_eq!(seen.body["qr_code"], Value::Null);
    for status in ["PASSKEY_REQUIRED", "X"] {
        service.set_status(status);
        assert_refused(&mut service, status);
    }
}

#[test]
fn current_leaves_a_restart_of_a_linked_instance_alone() {
    let mut service = service(OnNewQr::Current, "WORKING");
    service.restart();
    assert_refused(&mut service, "STOPPED");
    service.pass(1.0);
    assert_refused(&mut service, "STARTING");
    service.pass(2.0);
    assert_eq!(service.status(), "WORKING");
}

#[test]
fn there_is_no_code_when_the_last_one_was_scanned_and_the_status_does_not_show_it_yet() {
    for meaning in [OnNewQr::Current, OnNewQr::Refuse] {
        let mut service = service(meaning, "SCAN_QR_CODE");
        service.engine.settings.times.accept_delay = Duration::from_secs(10);
        service.pass(155.0);
        let last = service.new_qr().code();
        assert_eq!(service.scan(&last), ScanResult::Linked);
        service.pass(6.0);
        assert_refused(&mut service, "SCAN_QR_CODE");
        service.pass(7.0);
        assert_eq!(service.status(), "WORKING");
    }
}

#[test]
fn refuse_wants_scan_qr_code() {
    for status in ["STOPPED", "FAILED", "PENDING", "STARTING", "PASSKEY_REQUIRED", "WORKING", "X"] {
        assert_refused(&mut service(OnNewQr::Refuse, status), status);
    }
}

#[test]
fn codes_are_never_the_same_in_two_cycles_or_instances() {
    let mut seen = std::collections::BTreeSet::new();
    let mut service = Service::with(|settings| {
        settings.instances = vec![NewInstance::named("a"), NewInstance::named("b")];
    });
    let ids: Vec<_> =
        service.engine.instances(service.now).into_iter().map(|known| known.id).collect();
    for id in &ids {
        for _ in 0..3 {
            let answer = service.post(&format!("/{id}/request-new-qr-code"));
            assert!(seen.insert(answer.code()));
        }
    }
    assert_eq!(seen.len(), 6);
}
