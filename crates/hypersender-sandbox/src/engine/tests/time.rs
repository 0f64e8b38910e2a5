//! What happens without anybody's doing.

use super::*;
use crate::timeline::{Event, When};

#[test]
fn an_instance_that_nobody_scans_fails_after_160_seconds() {
    let mut service = Service::new();
    service.pass(159.9);
    assert_eq!(service.status(), "SCAN_QR_CODE");
    service.pass(0.1);
    assert_eq!(service.status(), "FAILED");
    service.pass(1e6);
    assert_eq!(service.status(), "FAILED");
}

#[test]
fn an_instance_that_was_never_linked_restarts_into_a_new_cycle() {
    let mut service = Service::in_status("FAILED");
    let answer = service.restart();
    assert_eq!(answer.body["message"], "WhatsApp instance restarted successfully.");
    assert_eq!(service.status(), "STOPPED");
    service.pass(1.0);
    assert_eq!(service.status(), "STARTING");
    service.pass(2.0);
    assert_eq!(service.status(), "SCAN_QR_CODE");
    service.pass(160.0);
    assert_eq!(service.status(), "FAILED");
}

#[test]
fn a_linked_instance_restarts_and_works_again_as_connected_as_before() {
    let mut service = Service::in_status("WORKING");
    let connected = service.health().body["connected_at"].clone();
    assert_eq!(connected, "2025-05-26T10:12:45");
    service.pass(100.0);
    service.restart();
    assert_eq!(service.status(), "STOPPED");
    assert_eq!(service.health().body["connected_at"], connected);
    service.pass(1.5);
    assert_eq!(service.status(), "STARTING");
    service.pass(1.5);
    assert_eq!(service.status(), "WORKING");
    assert_eq!(service.health().body["connected_at"], connected);
}

#[test]
fn a_status_that_was_set_stays() {
    for status in
        ["PENDING", "STARTING", "STOPPED", "FAILED", "PASSKEY_REQUIRED", "working", "ä/\u{1b}"]
    {
        let mut service = Service::new();
        service.set_status(status);
        service.pass(1e6);
        assert_eq!(service.health().body["status"], status);
    }
}

#[test]
fn what_was_planned_happens_at_its_moment_even_if_nobody_looks_then() {
    let mut service = Service::with(|settings| {
        let at = |seconds, status: &str| Event {
            when: When::At { at: Duration::from_secs(seconds) },
            deed: Deed::SetStatus(SetStatus { instance: None, status: status.to_owned() }),
        };
        settings.when = vec![at(20, "SCAN_QR_CODE"), at(10, "STOPPED")];
    });
    service.pass(10.0);
    assert_eq!(service.status(), "STOPPED");
    // The cycle began at 20, and so ended at 180, not 160 after this look.
    service.pass(169.9);
    assert_eq!(service.status(), "SCAN_QR_CODE");
    service.pass(0.1);
    assert_eq!(service.status(), "FAILED");
}

#[test]
fn a_scan_can_be_planned_for_some_time_after_a_code_is_shown() {
    let mut service = Service::with(|settings| {
        settings.when = serde_json::from_str(
            r#"[{"shown": 2, "after": 8, "do": {"scan": {"manner": {"other_phone": "+491"}}}}]"#,
        )
        .unwrap();
    });
    service.new_qr();
    service.pass(61.0);
    service.new_qr();
    service.pass(7.9);
    assert_eq!(service.status(), "SCAN_QR_CODE");
    service.pass(0.1);
    assert_eq!(service.status(), "STARTING");
    service.pass(3.0);
    assert_eq!(service.status(), "WORKING");
    assert_eq!(service.snapshot().phone, "+491");
}

#[test]
fn a_planned_scan_of_a_code_that_was_replaced_comes_to_nothing() {
    let mut service = Service::with(|settings| {
        settings.when =
            serde_json::from_str(r#"[{"shown": 1, "after": 30, "do": {"scan": {}}}]"#).unwrap();
    });
    service.new_qr();
    service.pass(20.0);
    service.new_qr();
    service.pass(60.0);
    assert_eq!(service.status(), "SCAN_QR_CODE");
}
