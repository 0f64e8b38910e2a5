//! What a caller hands in, checked before anything is sent.

use std::time::Duration;

use crate::{Error, Result};

/// No duration that a caller sets may be longer.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// No name and no status is longer, and a URL of all filters is still one that servers take.
const LONGEST_FILTER: usize = 200;

/// The id goes into the request's path. The documentation sets no format ("Instance UUID copied
/// from hypersender dashboard"); what is allowed here can't change the path's meaning.
pub(crate) fn instance_id(id: &str) -> Result<()> {
    id_of("instance", id)
}

pub(crate) fn id_of(argument: &'static str, id: &str) -> Result<()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if (1..=128).contains(&id.len()) && id.chars().all(allowed) {
        return Ok(());
    }
    // The text itself may be a token that took the place of the id.
    let this_one = match id.chars().enumerate().find(|(_, c)| !allowed(*c)) {
        _ if id.is_empty() => "is empty".to_owned(),
        Some((at, c)) => format!("has {:?} as character {}", c, at + 1),
        None => format!("has {} characters", id.len()),
    };
    Err(Error::invalid_argument(
        argument,
        format!(
            "The instance id has to be 1 to 128 letters, digits, - or _, as copied from the dashboard; this one {this_one}."
        ),
    ))
}

pub(crate) fn phone(phone: &str) -> Result<()> {
    let digits = phone.strip_prefix('+').unwrap_or_default();
    if (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(Error::invalid_argument(
        "phone",
        "The phone number has to be + and 7 to 15 digits, such as +201234567890.",
    ))
}

/// At most 50 characters: the service's page "Create Instance".
pub(crate) fn name(name: &str) -> Result<()> {
    if (1..=50).contains(&name.chars().count()) {
        return Ok(());
    }
    Err(Error::invalid_argument("name", "The name has to have 1 to 50 characters."))
}

/// An empty filter would not filter, and list everything.
pub(crate) fn filter(argument: &'static str, value: &str) -> Result<()> {
    match (argument, value) {
        (_, "") => {
            Err(Error::invalid_argument(argument, format!("The filter {argument} is empty.")))
        }
        (_, value) if value.chars().count() > LONGEST_FILTER => Err(Error::invalid_argument(
            argument,
            format!("The filter {argument} is longer than {LONGEST_FILTER} characters."),
        )),
        ("uuid", id) => id_of(argument, id),
        ("phone", number) => phone(number),
        _ => Ok(()),
    }
}

/// "Must be a valid https URL": the service's page "Create Instance".
pub(crate) fn webhook_url(url: &str) -> Result<()> {
    match url::Url::parse(url) {
        Ok(parsed) if parsed.scheme() == "https" && parsed.has_host() => Ok(()),
        _ => Err(Error::invalid_argument(
            "webhook_url",
            "The webhook URL has to be a whole https:// URL.",
        )),
    }
}

/// The token without the white space around it, which copying often brings along. The value is
/// never part of a message.
pub(crate) fn token(token: &str) -> Result<&str> {
    let trimmed = token.trim();
    let refuse = |why: &str| Err(Error::invalid_argument("token", format!("The token {why}.")));
    if trimmed.is_empty() {
        return refuse("is empty");
    }
    if trimmed.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) {
        return refuse("has to be given without the word Bearer in front of it");
    }
    if !trimmed.bytes().all(|b| b.is_ascii_graphic()) {
        return refuse(
            "has a character that no token has: a space, a line break or a letter outside ASCII",
        );
    }
    Ok(trimmed)
}

pub(crate) fn duration(argument: &'static str, duration: Duration) -> Result<Duration> {
    if duration.is_zero() || duration > LONGEST_WAIT {
        return Err(Error::invalid_argument(
            argument,
            format!("{argument} has to be longer than no time and at most 24 hours."),
        ));
    }
    Ok(duration)
}

/// A duration from the number of seconds that a language without a type for it gives.
///
/// # Errors
/// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for zero, negative, not a number,
/// infinite, and more than 24 hours.
#[doc(hidden)]
pub fn seconds(argument: &'static str, seconds: f64) -> Result<Duration> {
    duration(argument, Duration::try_from_secs_f64(seconds).unwrap_or_default())
}

/// A number of things from the whole number that a language without unsigned ones gives.
///
/// # Errors
/// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for a negative number.
#[doc(hidden)]
pub fn count(argument: &'static str, number: i64) -> Result<u32> {
    if number < 0 {
        let text = format!("{argument} must not be negative.");
        return Err(Error::invalid_argument(argument, text));
    }
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused<T: std::fmt::Debug>(argument: &str, result: Result<T>) -> String {
        let error = result.unwrap_err();
        assert_eq!((error.code(), error.argument()), ("invalid_argument", Some(argument)));
        error.to_string()
    }

    #[test]
    fn an_id_can_not_change_the_path() {
        let long = "a".repeat(129);
        for id in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "a%2Fb",
            "a?b",
            "a#b",
            "a\n",
            "a\r\nb",
            "a\0",
            " ",
            "é",
            "{{ instance_id }}",
            &long,
        ] {
            refused("instance", instance_id(id));
        }
        for id in ["C9A1DD76-5678-4F9D-9012-A5B78DE100C3", "1", "my_instance", &"a".repeat(128)] {
            instance_id(id).unwrap();
        }
    }

    #[test]
    fn of_an_id_that_is_none_only_what_is_wrong_is_told() {
        let told = |id| {
            let text = refused("instance", instance_id(id));
            text.rsplit_once("this one ").unwrap().1.to_owned()
        };
        assert_eq!(told(""), "is empty.");
        assert_eq!(told("1|a short token of a test"), "has '|' as character 2.");
        assert_eq!(told("c9a1\u{202e}\u{1b}"), "has '\\u{202e}' as character 5.");
        assert_eq!(told(&"a".repeat(129)), "has 129 characters.");
    }

    #[test]
    fn a_phone_number_is_plus_and_digits() {
        for text in [
            "",
            "201234567890",
            "+",
            "+123456",
            "+1234567890123456",
            "+12 345678",
            "+12345678a",
            "+١٢٣٤٥٦٧٨",
        ] {
            refused("phone", phone(text));
        }
        for text in ["+1234567", "+123456789012345"] {
            phone(text).unwrap();
        }
    }

    #[test]
    fn a_name_is_counted_in_characters() {
        refused("name", name(""));
        refused("name", name(&"é".repeat(51)));
        name(&"é".repeat(50)).unwrap();
    }

    #[test]
    fn a_webhook_is_https() {
        for url in ["", "example.com", "http://example.com/", "ftp://example.com", "https://"] {
            refused("webhook_url", webhook_url(url));
        }
        webhook_url("https://example.com/hook?key=1").unwrap();
    }

    #[test]
    fn a_token_is_trimmed_and_never_shown() {
        assert_eq!(token(" 234|abc\r\n").unwrap(), "234|abc");
        for text in ["", " \n", "canary\ncanary", "can ary", "Bearer canary", "canäry", "canary\0"]
        {
            assert!(!refused("token", token(text)).contains("can"));
        }
    }

    #[test]
    fn a_duration_is_more_than_nothing_and_at_most_a_day() {
        for value in
            [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 86_400.001, 1e300]
        {
            refused("timeout", seconds("timeout", value));
        }
        assert_eq!(seconds("timeout", 0.25).unwrap(), Duration::from_millis(250));
        assert_eq!(seconds("timeout", 86_400.0).unwrap(), LONGEST_WAIT);
    }

    #[test]
    fn a_count_is_not_negative_and_never_too_large() {
        refused("max_retries", count("max_retries", -1));
        assert_eq!(count("max_retries", 0).unwrap(), 0);
        assert_eq!(count("max_retries", i64::MAX).unwrap(), u32::MAX);
    }
}
