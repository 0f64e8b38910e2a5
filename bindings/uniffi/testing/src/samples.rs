//! A value of every type, and each type given back as it came.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hypersender_uniffi::{
    AdviceRecord, ErrorDetails, HealthRecord, InstanceRecord, InstanceWithQrRecord,
    NativeLinkEvent, NativeQrCode, RestartedRecord, Secret, Status,
};

/// 2025-05-26T10:12:45.5Z
fn time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(1_748_254_365_500)
}

/// An error with every field set.
pub(crate) fn error(code: String) -> ErrorDetails {
    ErrorDetails {
        code,
        text: "It failed.".to_owned(),
        status: Some(429),
        server_message: Some("The service's own words".to_owned()),
        request_id: Some("request-1".to_owned()),
        retry_after: Some(59.25),
        outcome: Some("unknown".to_owned()),
        operation: Some("request_new_qr_code".to_owned()),
        attempts: 3,
        elapsed: 1.5,
        argument: Some("instance".to_owned()),
        reason: Some("connect_timeout".to_owned()),
        errors: HashMap::from([("phone".to_owned(), vec!["One".to_owned(), "Two".to_owned()])]),
        limited_by: Some("client".to_owned()),
        location: Some("https://example.com".to_owned()),
        json_path: Some("$.qr_code".to_owned()),
        instance: Some(sample_instance("canary-access-token")),
        last_status: Some(Status("PASSKEY_REQUIRED".into())),
        qr_codes_shown: Some(2),
        cause: vec![ErrorDetails {
            code: "server".to_owned(),
            text: "It failed before.".to_owned(),
            status: Some(503),
            ..ErrorDetails::default()
        }],
    }
}

/// An instance with every field set, and that token.
#[uniffi::export]
pub fn sample_instance(access_token: &str) -> InstanceRecord {
    InstanceRecord {
        id: "c9a1dd76-5678-4f9d-9012-a5b78de100c3".to_owned(),
        name: Some("Front desk".to_owned()),
        phone: Some("+201234567890".to_owned()),
        service_type: Some("whatsapp".to_owned()),
        status: Status("SCAN_QR_CODE".into()),
        access_token: Some(Secret(access_token.into())),
        created_at: Some(time()),
        created_at_raw: Some("2025-05-26 10:12:45.5".to_owned()),
        request_id: Some("request-1".to_owned()),
    }
}

/// A health with every field set.
#[uniffi::export]
pub fn sample_health() -> HealthRecord {
    HealthRecord {
        instance_id: "c9a1dd76-5678-4f9d-9012-a5b78de100c3".to_owned(),
        status: Status("WORKING".into()),
        connected_at: Some(time()),
        connected_at_raw: Some("2025-05-26 10:12:45.5".to_owned()),
        request_id: Some("request-1".to_owned()),
    }
}

/// A restart with every field set.
#[uniffi::export]
pub fn sample_restarted() -> RestartedRecord {
    let request_id = Some("request-1".to_owned());
    RestartedRecord { text: "Restarting".to_owned(), request_id }
}

/// An event of each kind, in the order of the documentation.
#[uniffi::export]
pub fn sample_events(qr_code: Arc<NativeQrCode>) -> Vec<NativeLinkEvent> {
    let advice = AdviceRecord { code: "restart".to_owned(), text: "Restart it.".to_owned() };
    vec![
        NativeLinkEvent::Requesting,
        NativeLinkEvent::QrCode { qr_code, number: 1, expires_at: time(), next_request_at: time() },
        NativeLinkEvent::QrExpired { number: 1 },
        NativeLinkEvent::CoolingDown { until: time() },
        NativeLinkEvent::Limited { retry_at: time(), operation: "health".to_owned() },
        NativeLinkEvent::Status { previous: None, current: Status("STARTING".into()) },
        NativeLinkEvent::Retrying { error: Box::new(error("server".to_owned())), at: time() },
        NativeLinkEvent::ActionRequired { status: Status("PASSKEY_REQUIRED".into()) },
        NativeLinkEvent::Stalled { advice: vec![advice] },
        NativeLinkEvent::Linked {
            instance_id: "c9a1dd76-5678-4f9d-9012-a5b78de100c3".to_owned(),
            connected_at: Some(time()),
            already_linked: false,
        },
    ]
}

/// Gives back an answer with a code.
#[uniffi::export]
pub fn echo_answer(answer: InstanceWithQrRecord) -> InstanceWithQrRecord {
    answer
}

/// Gives back a secret.
#[uniffi::export]
pub fn echo_secret(secret: Secret) -> Secret {
    secret
}

/// Gives back a status.
#[uniffi::export]
pub fn echo_status(status: Status) -> Status {
    status
}

/// Gives back a time.
#[uniffi::export]
pub fn echo_time(time: SystemTime) -> SystemTime {
    time
}

/// Gives back bytes.
#[uniffi::export]
pub fn echo_bytes(bytes: Vec<u8>) -> Vec<u8> {
    bytes
}
