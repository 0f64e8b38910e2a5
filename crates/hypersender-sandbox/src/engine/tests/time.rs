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

/// What becomes of two instances when the second one's codes are shown and this happens then.
fn when_the_second_is_shown(codes: usize, deed: &str) -> [String; 2] {
    let mut service = Service::with(|settings| {
        settings.on_new_qr = OnNewQr::Current;
        settings.instances = vec![NewInstance::named("a"), NewInstance::named("b")];
        let event = format!(r#"{{"shown": {codes}, "after": 5, "do": {deed}}}"#);
        settings.when = vec![serde_json::from_str(&event).unwrap()];
    });
    let second = service.engine.instances(service.now).remove(1).id;
    for _ in 0..codes {
        service.post(&format!("/{second}/request-new-qr-code"));
        service.pass(60.0);
    }
    let seen = service.engine.instances(service.now);
    [seen[0].status.clone(), seen[1].status.clone()]
}

#[test]
fn what_is_planned_for_a_code_happens_to_its_instance_unless_another_is_named() {
    for (codes, deed, expected) in [
        (1, r#"{"set_status": {"status": "X"}}"#, ["SCAN_QR_CODE", "X"]),
        (1, r#"{"set_status": {"status": "X", "instance": "a"}}"#, ["X", "SCAN_QR_CODE"]),
        (1, r#"{"scan": {}}"#, ["SCAN_QR_CODE", "WORKING"]),
        (2, r#"{"scan": {}}"#, ["SCAN_QR_CODE", "WORKING"]),
        (2, r#"{"scan": {"code": 2}}"#, ["SCAN_QR_CODE", "WORKING"]),
        (2, r#"{"scan": {"code": 1}}"#, ["SCAN_QR_CODE", "SCAN_QR_CODE"]),
        (1, r#"{"scan": {"instance": "a"}}"#, ["SCAN_QR_CODE", "SCAN_QR_CODE"]),
        (1, r#"{"scan": {"payload": "2@x"}}"#, ["SCAN_QR_CODE", "SCAN_QR_CODE"]),
    ] {
        assert_eq!(when_the_second_is_shown(codes, deed), expected, "{codes} {deed}");
    }
}

#[test]
fn a_passkey_an_unlinking_and_a_fault_can_follow_a_code() {
    let mut service = Service::with(|settings| {
        settings.instances = vec![NewInstance::named("a"), NewInstance::named("b")];
        settings.when = serde_json::from_str(
            r#"[{"shown": 1, "after": 1, "do": {"scan": {"manner": "passkey"}}},
                {"shown": 1, "after": 2, "do": {"confirm_passkey": {}}},
                {"shown": 1, "after": 10, "do": {"unlink": {}}},
                {"shown": 1, "after": 20, "do": {"fault": {"fault": {"status": {"status": 503}}}}}]"#,
        )
        .unwrap();
    });
    let second = service.engine.instances(service.now).remove(1).id;
    let seen = service.post(&format!("/{second}/request-new-qr-code"));
    service.now = service.now + seen.after;
    for (after, expected) in
        [(1.0, "PASSKEY_REQUIRED"), (1.0, "STARTING"), (3.0, "WORKING"), (5.0, "FAILED")]
    {
        service.pass(after);
        assert_eq!(service.engine.instances(service.now)[1].status, expected);
    }
    service.pass(10.0);
    assert_eq!(service.health().status, 200);
    assert_eq!(service.get(&format!("/{second}/health")).status, 503);
}
