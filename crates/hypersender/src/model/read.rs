//! From an answer to what it tells.

use super::document::{self, Object};
use super::json::Json;
use super::{Health, Instance, InstanceWithQr, Restarted, Status, time};
use crate::clock::{Clock, Reading};
use crate::qr::{QR_LIFETIME, QrCode};
use crate::token::Credential;
use crate::transport::Answer;
use crate::verdict::request_id;
use crate::{Error, Reason, Result, redact};

pub(crate) fn health(answer: &Answer, credential: &Credential, asked: &str) -> Result<Health> {
    let body = document::parse(answer.body()?)?;
    let object = Object::new(&body, "$", &credential.secret)?;
    let instance_id = id(&object, "instance_id", Some(asked), credential)?;
    let connected_at_raw = object.optional("connected_at");
    Ok(Health {
        instance_id,
        status: status(&object)?,
        connected_at: connected_at_raw.as_deref().and_then(time::parse),
        connected_at_raw,
        request_id: request_id(answer, &credential.secret),
    })
}

pub(crate) fn restarted(answer: &Answer, credential: &Credential) -> Result<Restarted> {
    let body = document::parse(answer.body()?)?;
    let object = Object::new(&body, "$", &credential.secret)?;
    let message = redact::foreign(object.required("message")?, Some(credential.secret.reveal()));
    Ok(Restarted { message, request_id: request_id(answer, &credential.secret) })
}

/// A bare array: no wrapper and no pages are documented.
pub(crate) fn instances(answer: &Answer, credential: &Credential) -> Result<Vec<Instance>> {
    let body = document::parse(answer.body()?)?;
    let request_id = request_id(answer, &credential.secret);
    let read = |(index, value): (usize, &_)| {
        let object = Object::new(value, format!("$[{index}]"), &credential.secret)?;
        instance(&object, None, credential, request_id.clone())
    };
    document::array(&body)?.iter().enumerate().map(read).collect()
}

/// Which instance has which status, and nothing else: of an entry that does not tell both there is
/// nothing to know, and the others are as good as ever.
pub(crate) fn statuses(answer: &Answer, credential: &Credential) -> Result<Vec<(String, Status)>> {
    let body = document::parse(answer.body()?)?;
    let read = |value: &Json<'_>| {
        let text = |key| Some(redact::token(value.field(key)?.text()?, &credential.secret));
        Some((text("id")?, Status::from(text("status")?)))
    };
    Ok(document::array(&body)?.iter().filter_map(read).collect())
}

pub(crate) fn created(
    answer: &Answer,
    credential: &Credential,
    requested: Reading,
    clock: &Clock,
) -> Result<InstanceWithQr> {
    with_qr(answer, credential, None, requested, clock)
}

pub(crate) fn new_qr_code(
    answer: &Answer,
    credential: &Credential,
    asked: &str,
    requested: Reading,
    clock: &Clock,
) -> Result<InstanceWithQr> {
    with_qr(answer, credential, Some(asked), requested, clock)
}

fn with_qr(
    answer: &Answer,
    credential: &Credential,
    asked: Option<&str>,
    requested: Reading,
    clock: &Clock,
) -> Result<InstanceWithQr> {
    let text = document::with_plain_slashes(answer.body()?);
    let body = document::parse(&text)?;
    let object = Object::new(&body, "$", &credential.secret)?;
    let instance = instance(&object, asked, credential, request_id(answer, &credential.secret))?;
    match qr_code(&object, requested, clock) {
        Ok(qr_code) => Ok(InstanceWithQr { instance, qr_code }),
        Err(error) => {
            let linked =
                if instance.status.is_working() { ": a phone is already linked" } else { "" };
            let status = redact::quoted(instance.status.as_str(), Some(&credential.secret));
            let told = format!(" The status that came with it is {status}{linked}.");
            Err(error.adding(&told).with_instance(instance))
        }
    }
}

fn qr_code(object: &Object<'_>, requested: Reading, clock: &Clock) -> Result<QrCode> {
    match object.text("qr_code")? {
        Some(text) if !text.is_empty() => QrCode::from_base64(text, requested, QR_LIFETIME, clock),
        _ => Err(object.missing("qr_code")),
    }
}

fn instance(
    object: &Object<'_>,
    asked: Option<&str>,
    credential: &Credential,
    request_id: Option<String>,
) -> Result<Instance> {
    let created_at_raw = object.optional("created_at");
    Ok(Instance {
        id: id(object, "id", asked, credential)?,
        name: object.optional("name"),
        phone: object.optional("phone"),
        service_type: object.optional("service_type"),
        status: status(object)?,
        access_token: object.secret("access_token"),
        created_at: created_at_raw.as_deref().and_then(time::parse),
        created_at_raw,
        request_id,
    })
}

fn status(object: &Object<'_>) -> Result<Status> {
    object.required("status").map(|text| Status::from(object.without_token(text)))
}

/// The id of what was asked for. By the schema every field may be absent; then it is the asked one.
/// That of another instance is an answer to another question.
fn id(
    object: &Object<'_>,
    key: &str,
    asked: Option<&str>,
    credential: &Credential,
) -> Result<String> {
    match (object.text(key)?, asked) {
        (Some(id), Some(asked)) if !id.eq_ignore_ascii_case(asked) => {
            let message = format!(
                "The answer is about another instance, {}.",
                redact::quoted(id, Some(&credential.secret))
            );
            Err(Error::invalid_response(Reason::WrongInstance, message)
                .with_json_path(object.place_of(key)))
        }
        (Some(id), _) => Ok(object.without_token(id)),
        (None, Some(asked)) => Ok(asked.to_owned()),
        (None, None) => Err(object.missing(key)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use http::header::HeaderMap;

    use super::*;
    use crate::Token;
    use crate::base_url::BaseUrl;
    use crate::token::Tokens;

    #[test]
    fn a_token_that_is_repeated_is_in_no_status_of_a_list() {
        let token = "234|EchoedCanaryToken00000000000000000000048388e1";
        let base_url = BaseUrl::parse("http://localhost", false).unwrap();
        let tokens = Tokens::new(Token::from(token), base_url, Clock::virtual_time()).unwrap();
        let answer = Answer {
            url: "http://localhost/instances".parse().unwrap(),
            status: 200,
            headers: HeaderMap::new(),
            body: Ok(format!(r#"[{{"id":"a","status":"BY_{token}"}}]"#).into_bytes()),
            wall: SystemTime::UNIX_EPOCH,
        };
        let read = statuses(&answer, &tokens.known().unwrap()).unwrap();
        assert_eq!(read, [("a".to_owned(), Status::from("BY_[redacted]"))]);
    }
}
