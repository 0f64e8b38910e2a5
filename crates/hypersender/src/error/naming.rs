//! How a language writes the names of arguments and options.

use super::Error;

/// A language whose names are not those of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// As a method's option in Node, where a duration says its unit.
    Node,
    /// As an option of the command.
    Command,
}

/// Names of more than one word: here, and in the order of the languages above.
const NAMES: [[&str; 3]; 11] = [
    ["allow_insecure_http", "allowInsecureHttp", "--allow-insecure-http"],
    ["base_url", "baseUrl", "--base-url"],
    ["ca_certificate", "caCertificate", "--ca-certificate"],
    ["connect_timeout", "connectTimeoutMs", "connect_timeout"],
    ["max_qr_codes", "maxQrCodes", "--max-qr-codes"],
    ["max_retries", "maxRetries", "max_retries"],
    ["max_wait", "maxWaitMs", "--max-wait"],
    ["qr_lifetime", "qrLifetimeMs", "--qr-lifetime"],
    ["restart_on_failed", "restartOnFailed", "--restart-on-failed"],
    ["user_agent", "userAgent", "user_agent"],
    ["webhook_url", "webhookUrl", "--webhook-url"],
];

impl Naming {
    fn of(self, name: &'static str) -> Option<&'static str> {
        NAMES.iter().find(|names| names[0] == name).map(|names| names[self as usize + 1])
    }
}

impl Error {
    /// The same error for users of another language: its text and its `argument` name arguments and
    /// options as they are written there.
    #[doc(hidden)]
    #[must_use]
    pub fn named(&self, naming: Naming) -> Self {
        let mut error = self.clone();
        let details = &mut *error.0;
        if let Some((here, there)) = details.option.and_then(|it| Some((it, naming.of(it)?))) {
            details.message = details.message.replace(here, there);
        }
        if let Some((here, there)) = details.argument.and_then(|it| Some((it, naming.of(it)?))) {
            details.argument = Some(there);
            // Anywhere else it may be part of what somebody wrote, such as a path.
            if let Some(rest) = details.message.strip_prefix(here) {
                details.message = [there, rest].concat();
            }
        }
        error
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::{Client, ErrorKind};

    #[test]
    fn text_and_argument_name_what_users_can_write() {
        let refused = |base_url: &str| {
            Client::builder("1|a").base_url(base_url).build().map(|_| ()).unwrap_err()
        };
        let error = refused("http://example.com");
        for (naming, option, argument) in [
            (Naming::Node, "allowInsecureHttp permits", "baseUrl"),
            (Naming::Command, "--allow-insecure-http permits", "--base-url"),
        ] {
            let named = error.named(naming);
            assert!(named.message().contains(option), "{named}");
            assert_eq!(named.argument(), Some(argument));
        }
        assert!(error.message().contains("allow_insecure_http"), "{error}");
    }

    #[test]
    fn a_text_that_begins_with_a_name_begins_with_the_other() {
        let wait = Client::builder("1|a").connect_timeout(Duration::ZERO).build();
        let named = wait.map(|_| ()).unwrap_err().named(Naming::Node);
        assert!(named.message().starts_with("connectTimeoutMs has to be"), "{named}");
    }

    #[test]
    fn what_somebody_wrote_stays_as_it_is() {
        let path = Path::new("no/such/base_url/ca_certificate.pem");
        let refused = Client::builder("1|a").ca_certificate(path).build();
        let named = refused.map(|_| ()).unwrap_err().named(Naming::Command);
        assert!(named.message().contains("no/such/base_url/ca_certificate.pem"), "{named}");
        assert_eq!(named.argument(), Some("--ca-certificate"));
    }

    #[test]
    fn what_the_service_said_stays_as_it_is() {
        let error = Error::new(ErrorKind::Validation, "The base_url is no webhook_url.");
        assert_eq!(error.named(Naming::Node).message(), error.message());
    }
}
