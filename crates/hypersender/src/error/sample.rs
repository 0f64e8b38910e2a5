//! Errors with everything in them: bindings prove with these that they lose nothing on the way.

use std::time::Duration;

use super::{Error, ErrorKind, FieldErrors, LimitedBy, Outcome, Reason};
use crate::model::{Instance, Status};
use crate::operations::Operation;

impl Error {
    /// An error of that kind with every field set, each to a value of its own.
    #[doc(hidden)]
    #[must_use]
    pub fn sample(kind: ErrorKind) -> Self {
        let mut error = Self::new(kind, "It failed on purpose.");
        let details = &mut *error.0;
        details.status = Some(499);
        details.server_message = Some("On purpose".to_owned());
        details.request_id = Some("request-1".to_owned());
        details.retry_after = Some(Duration::from_millis(7_250));
        details.outcome = Some(Outcome::Unknown);
        details.operation = Some(Operation::Restart);
        details.attempts = 3;
        details.elapsed = Duration::from_millis(1_500);
        details.argument = Some("phone");
        details.reason = Some(Reason::Missing);
        details.errors = FieldErrors::from([("phone".to_owned(), vec!["is taken".to_owned()])]);
        details.limited_by = Some(LimitedBy::Server);
        details.location = Some("https://example.com".to_owned());
        details.json_path = Some("$.qr_code".to_owned());
        details.instance = Some(Instance {
            id: "instance-1".to_owned(),
            name: Some("Shop".to_owned()),
            phone: Some("+201234567890".to_owned()),
            service_type: Some("whatsapp".to_owned()),
            status: Status::from("NEW_STATUS"),
            access_token: Some("2|access".into()),
            created_at: Some(std::time::UNIX_EPOCH + Duration::from_micros(1_748_254_365_000_001)),
            created_at_raw: Some("2025-05-26T10:12:45.000001".to_owned()),
            request_id: Some("request-1".to_owned()),
        });
        details.last_status = Some(Status::Failed);
        details.qr_codes_shown = Some(2);
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_says_all_that_an_error_can_say() {
        let written = serde_json::to_value(Error::sample(ErrorKind::Server)).unwrap();
        let fields: Vec<&String> = written.as_object().unwrap().keys().collect();
        assert_eq!(fields.len(), 19, "{fields:?}");
        assert_eq!(written["code"], "server");
    }
}
