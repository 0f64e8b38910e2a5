//! What an answer that is no success means, decided by its status and by nothing in its body.

mod body;

use url::Url;

use self::body::Body;
use crate::error::FieldErrors;
use crate::redact;
use crate::retry_after::{Origin, RetryAfter};
use crate::transport::Answer;
use crate::{Error, ErrorKind, LimitedBy, Outcome, Reason, Secret};

/// The error that `answer` is, without the token wherever the service repeats it.
pub(crate) fn error(answer: &Answer, token: &Secret) -> Error {
    let status = answer.status;
    let wait = answer.retry_after();
    let body = answer.body().map(Body::read).unwrap_or_default();
    let clean = |text: &str| redact::foreign(text, Some(token.reveal()));
    let said = body.server_message().map(clean).filter(|text| !text.is_empty());
    let origin = location(answer);

    let kind = kind(status);
    let mut text = match &said {
        Some(said) => {
            format!("{} ({status}): {}.", sentence(status, wait), said.trim_end_matches(['.', '!']))
        }
        None => format!("{} ({status}).", sentence(status, wait)),
    };
    if redirects_to_login(answer) {
        text.push_str(" A redirect to the login page mostly means that the token is not accepted.");
    }
    let error = match kind {
        ErrorKind::Connection => Error::connection(Reason::Proxy, text),
        ErrorKind::RateLimited => Error::rate_limited(
            LimitedBy::Server,
            wait.map(|wait| wait.wait).unwrap_or_default(),
            text,
        ),
        kind => Error::new(kind, text).with_retry_after(wait.map(|wait| wait.wait)),
    };
    let errors = match kind {
        ErrorKind::Validation => body.field_errors(clean),
        _ => FieldErrors::new(),
    };
    error
        .with_status(status)
        .with_server_message(said)
        .with_request_id(request_id(answer, token))
        .with_field_errors(errors)
        .with_location(origin)
        .with_outcome(outcome(status))
}

/// The service's number of a request. `s-request-id` is the name in the official package for
/// distributed tracing, the other the usual one.
pub(crate) fn request_id(answer: &Answer, token: &Secret) -> Option<String> {
    let id = answer.header("s-request-id").or_else(|| answer.header("x-request-id"))?;
    Some(redact::foreign(id, Some(token.reveal()))).filter(|id| !id.is_empty())
}

fn kind(status: u16) -> ErrorKind {
    match status {
        400 | 422 => ErrorKind::Validation,
        401 => ErrorKind::Authentication,
        403 => ErrorKind::PermissionDenied,
        404 => ErrorKind::NotFound,
        407 => ErrorKind::Connection, // the proxy's own: it never comes from the service
        429 => ErrorKind::RateLimited,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::UnexpectedStatus,
    }
}

/// What a POST with this answer has done. 408 is a server that gave up waiting, not one that
/// refused.
pub(crate) fn outcome(status: u16) -> Outcome {
    match status {
        407 => Outcome::NotSent,
        408 | 500..=599 => Outcome::Unknown,
        _ => Outcome::Rejected,
    }
}

fn sentence(status: u16, wait: Option<RetryAfter>) -> String {
    match status {
        400 | 422 => "The service refused what was sent".into(),
        401 => "The service does not accept the token".into(),
        403 => "The token may not do this".into(),
        404 => "There is no such instance for this token".into(),
        407 => "The proxy wants a user name and a password".into(),
        408 => "The service gave up waiting for the request".into(),
        429 => {
            let RetryAfter { wait, origin } = wait.unwrap_or(RetryAfter::ASSUMED);
            let seconds = wait.as_secs();
            let why = match origin {
                Origin::Server => "",
                Origin::Capped => ", the most that is waited for; the service asked for more",
                Origin::Assumed => ", which is assumed; the service did not say",
            };
            format!(
                "The service's rate limit is used up; the next try may come in {seconds} s{why}"
            )
        }
        300..=399 => "The service redirects, which is not followed".into(),
        500..=599 => "The service failed".into(),
        _ => "The service gave a status that is not expected".into(),
    }
}

/// Scheme, host and port of a redirect's target; its path and query may carry secrets.
fn location(answer: &Answer) -> Option<String> {
    let target = target(answer)?;
    let origin = target.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

fn redirects_to_login(answer: &Answer) -> bool {
    target(answer).is_some_and(|target| target.path().trim_end_matches('/').ends_with("/login"))
}

fn target(answer: &Answer) -> Option<Url> {
    if !(300..400).contains(&answer.status) {
        return None;
    }
    let text = answer.header("location")?;
    Url::parse(&answer.url.to_string()).ok()?.join(text).ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::header::HeaderMap;

    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        Answer {
            url: "https://example.com/api".parse().unwrap(),
            status,
            headers: map,
            body: Ok(body.into()),
            wall: SystemTime::UNIX_EPOCH,
        }
    }

    fn of(status: u16, headers: &[(&'static str, &str)], body: &str) -> Error {
        error(&answer(status, headers, body), &Secret::from("canary"))
    }

    #[test]
    fn every_status_has_its_class_and_its_outcome() {
        for (status, code, outcome) in [
            (400, "validation", "rejected"),
            (401, "authentication", "rejected"),
            (403, "permission_denied", "rejected"),
            (404, "not_found", "rejected"),
            (407, "connection", "not_sent"),
            (408, "unexpected_status", "unknown"),
            (409, "unexpected_status", "rejected"),
            (422, "validation", "rejected"),
            (423, "unexpected_status", "rejected"),
            (429, "rate_limited", "rejected"),
            (302, "unexpected_status", "rejected"),
            (500, "server", "unknown"),
            (520, "server", "unknown"),
            (600, "unexpected_status", "rejected"),
        ] {
            let error = of(status, &[], "");
            assert_eq!(
                (error.code(), error.outcome().unwrap().name()),
                (code, outcome),
                "{status}"
            );
            assert_eq!(error.status(), Some(status));
        }
    }

    #[test]
    fn the_service_is_quoted_in_one_sentence() {
        let error = of(404, &[("s-request-id", "abc")], r#"{"message":"Resource not found."}"#);
        assert_eq!(
            error.to_string(),
            "There is no such instance for this token (404): Resource not found."
        );
        assert_eq!(error.request_id(), Some("abc"));
        let marked = of(404, &[], "\u{feff}{\"message\":\"Resource not found.\"}");
        assert_eq!(marked.to_string(), error.to_string());
    }

    #[test]
    fn html_is_never_quoted() {
        assert_eq!(
            of(502, &[], "<html>Bad Gateway</html>").to_string(),
            "The service failed (502)."
        );
    }

    #[test]
    fn a_token_that_the_service_repeats_is_masked_everywhere() {
        let body = r#"{"message":"bad canary","errors":{"canary":["canary"]}}"#;
        let error = of(422, &[("s-request-id", "canary")], body);
        let all = format!(
            "{error} {error:?} {} {:?}",
            serde_json::to_string(&error).unwrap(),
            error.errors()
        );
        assert!(!all.contains("canary"), "{all}");
    }

    #[test]
    fn of_a_redirect_only_the_origin_is_told() {
        let error =
            of(302, &[("location", "https://user:pw@evil.example:8443/steal?token=canary")], "");
        assert_eq!(error.location(), Some("https://evil.example:8443"));
        assert!(!error.to_string().contains("login"));
        let login = of(302, &[("location", "/login")], "");
        assert_eq!(login.location(), Some("https://example.com"));
        assert!(login.to_string().contains("token is not accepted"), "{login}");
    }

    #[test]
    fn an_assumed_wait_is_said_to_be_assumed() {
        let error = of(429, &[], r#"{"message":"Too many requests. Please try again later."}"#);
        assert_eq!(error.retry_after(), Some(Duration::from_mins(1)));
        assert!(error.to_string().contains("assumed"), "{error}");
        assert!(!of(429, &[("retry-after", "60")], "").to_string().contains("assumed"));
        assert!(of(429, &[("retry-after", "7200")], "").to_string().contains("asked for more"));
    }
}
