//! Phones that scan.

use super::*;

#[test]
fn a_scan_of_the_code_that_is_shown_links_the_phone() {
    let mut service = Service::new();
    assert_eq!(service.health().body["connected_at"], Value::Null);
    let code = service.new_qr().code();
    service.pass(10.0);
    assert_eq!(service.scan(&code), ScanResult::Linked);
    assert_eq!(service.status(), "STARTING");
    service.pass(2.9);
    assert_eq!(service.status(), "STARTING");
    service.pass(0.1);
    assert_eq!(service.status(), "WORKING");
    // 2 s of starting, 10 of waiting, 3 of linking.
    assert_eq!(service.health().body["connected_at"], "2025-05-26T10:13:00");
    service.pass(1e6);
    assert_eq!(service.status(), "WORKING");
}

#[test]
fn a_scan_takes_the_time_it_is_given_until_the_status_shows_it() {
    let mut service =
        Service::with(|settings| settings.times.accept_delay = Duration::from_secs(4));
    let code = service.new_qr().code();
    service.pass(58.0);
    assert_eq!(service.scan(&code), ScanResult::Linked);
    service.pass(3.9);
    assert_eq!(service.status(), "SCAN_QR_CODE");
    service.pass(0.1);
    assert_eq!(service.status(), "STARTING");
}

#[test]
fn a_code_dies_when_its_time_is_over_though_the_status_stays() {
    let mut service = Service::new();
    let code = service.new_qr().code();
    service.pass(60.0);
    assert_eq!(service.scan(&code), ScanResult::Stale);
    assert_eq!(service.status(), "SCAN_QR_CODE");
    service.pass(100.0);
    assert_eq!(service.scan(&code), ScanResult::Stale);
    assert_eq!(service.status(), "FAILED");
}

#[test]
fn a_code_can_be_scanned_in_the_last_moment_of_its_life() {
    let mut service = Service::new();
    let code = service.new_qr().code();
    service.pass(59.999);
    assert_eq!(service.scan(&code), ScanResult::Linked);
}

#[test]
fn a_code_that_was_never_handed_out_cannot_be_scanned() {
    let mut service = Service::new();
    let code = service.new_qr().code();
    // What the second code of the cycle is going to be.
    let next = service.engine.instances[0].payload(2, 1);
    service.pass(60.0);
    assert_eq!(service.scan(&next), ScanResult::Unknown);
    assert_eq!(service.scan(&code.to_lowercase()), ScanResult::Unknown);
    assert_eq!(service.status(), "SCAN_QR_CODE");
}

#[test]
fn a_code_links_one_phone_only() {
    let mut service =
        Service::with(|settings| settings.times.accept_delay = Duration::from_secs(5));
    let code = service.new_qr().code();
    assert_eq!(service.scan(&code), ScanResult::Linked);
    assert_eq!(service.scan(&code), ScanResult::Stale);
    service.pass(8.0);
    assert_eq!(service.status(), "WORKING");
    assert_eq!(service.scan(&code), ScanResult::Stale);
}

#[test]
fn a_refusal_leads_back_to_the_next_code() {
    let mut service = Service::with(|settings| settings.on_new_qr = OnNewQr::Current);
    let first = service.new_qr().code();
    assert_eq!(service.scan_so(&first, Manner::Refuse), ScanResult::Refused);
    assert_eq!(service.status(), "STARTING");
    service.pass(3.0);
    assert_eq!(service.status(), "SCAN_QR_CODE");
    assert_eq!(service.scan(&first), ScanResult::Stale);
    let second = service.new_qr().code();
    assert_ne!(first, second);
    assert_eq!(service.scan(&second), ScanResult::Linked);
}

#[test]
fn a_refusal_of_the_last_code_fails() {
    let mut service = Service::with(|settings| settings.on_new_qr = OnNewQr::Current);
    service.pass(150.0);
    let last = service.new_qr().code();
    assert_eq!(service.scan_so(&last, Manner::Refuse), ScanResult::Refused);
    service.pass(3.0);
    assert_eq!(service.status(), "FAILED");
}

#[test]
fn another_phone_is_linked_with_its_own_number() {
    let mut service = Service::new();
    let code = service.new_qr().code();
    let other = Manner::OtherPhone("+4915112345678".to_owned());
    assert_eq!(service.scan_so(&code, other), ScanResult::Linked);
    service.pass(3.0);
    assert_eq!(service.status(), "WORKING");
    assert_eq!(service.get("/instances").body[0]["phone"], "+4915112345678");
}

#[test]
fn a_passkey_is_waited_for() {
    let mut service = Service::new();
    let code = service.new_qr().code();
    let confirm = Deed::ConfirmPasskey(Named::default());
    assert_eq!(service.engine.perform(&confirm, service.now), Outcome::NotNow);
    assert_eq!(service.scan_so(&code, Manner::Passkey), ScanResult::PasskeyRequired);
    service.pass(600.0);
    assert_eq!(service.status(), "PASSKEY_REQUIRED");
    assert_eq!(service.engine.perform(&confirm, service.now), Outcome::Done);
    assert_eq!(service.status(), "STARTING");
    service.pass(3.0);
    assert_eq!(service.status(), "WORKING");
}

#[test]
fn an_instance_that_is_unlinked_fails_and_needs_a_scan_again() {
    let mut service = Service::in_status("WORKING");
    let unlink = Deed::Unlink(Named::default());
    assert_eq!(service.engine.perform(&unlink, service.now), Outcome::Done);
    assert_eq!(service.status(), "FAILED");
    assert_eq!(service.engine.perform(&unlink, service.now), Outcome::NotNow);
    service.restart();
    service.pass(3.0);
    assert_eq!(service.status(), "SCAN_QR_CODE");
}

#[test]
fn a_new_code_asked_for_during_a_scan_destroys_it() {
    let mut service = Service::new();
    let code = service.new_qr().code();
    service.scan(&code);
    assert_eq!(service.status(), "STARTING");
    service.new_qr();
    assert_eq!(service.status(), "SCAN_QR_CODE");
    service.pass(10.0);
    assert_eq!(service.status(), "SCAN_QR_CODE");
}

#[test]
fn the_code_of_one_instance_links_no_other() {
    let mut service = Service::with(|settings| {
        settings.instances = vec![NewInstance::named("a"), NewInstance::named("b")];
    });
    let code = service.new_qr().code();
    service.scan(&code);
    let statuses: Vec<_> =
        service.engine.instances(service.now).into_iter().map(|instance| instance.status).collect();
    assert_eq!(statuses, ["STARTING", "SCAN_QR_CODE"]);
}

#[test]
fn a_person_scans_what_is_on_the_screen_or_an_earlier_picture_of_it() {
    let mut service = Service::with(|settings| settings.on_new_qr = OnNewQr::Current);
    let scan = |service: &mut Service, json: &str| {
        let scan = Deed::Scan(serde_json::from_str(json).unwrap());
        service.engine.perform(&scan, service.now)
    };
    assert_eq!(scan(&mut service, "{}"), Outcome::Scan(ScanResult::Unknown));
    service.new_qr();
    service.pass(60.0);
    service.new_qr();
    assert_eq!(scan(&mut service, r#"{"code": 3}"#), Outcome::Scan(ScanResult::Unknown));
    assert_eq!(scan(&mut service, r#"{"code": 0}"#), Outcome::Scan(ScanResult::Unknown));
    assert_eq!(scan(&mut service, r#"{"code": 1}"#), Outcome::Scan(ScanResult::Stale));
    assert_eq!(scan(&mut service, "{}"), Outcome::Scan(ScanResult::Linked));
}

#[test]
fn an_instance_is_meant_by_its_id_or_its_name_or_it_is_the_first() {
    for (named, expected) in [
        (None, ["X", "SCAN_QR_CODE"]),
        (Some("a"), ["X", "SCAN_QR_CODE"]),
        (Some("b"), ["SCAN_QR_CODE", "X"]),
        (Some("ID-B"), ["SCAN_QR_CODE", "X"]),
        (Some("B"), ["SCAN_QR_CODE", "SCAN_QR_CODE"]),
    ] {
        let mut service = Service::with(|settings| {
            settings.instances =
                vec![NewInstance::named("a").id("id-a"), NewInstance::named("b").id("id-b")];
        });
        let instance = named.map(str::to_owned);
        let set = Deed::SetStatus(SetStatus { instance, status: "X".to_owned() });
        let outcome = service.engine.perform(&set, service.now);
        let none = expected == ["SCAN_QR_CODE"; 2];
        assert_eq!(outcome, if none { Outcome::NoSuch } else { Outcome::Done }, "{named:?}");
        let seen = service.engine.instances(service.now);
        assert_eq!([&*seen[0].status, &*seen[1].status], expected, "{named:?}");
    }
}
