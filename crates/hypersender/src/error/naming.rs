//! How a language writes the names of arguments and options.

use super::Error;

/// A language whose names are not those of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// As a method's option in Node, where a duration says its unit.
    Node,
    /// As an option of the command.
    Command,
    /// As an argument or a property in Kotlin and Java: as in Node, but a duration is of a type.
    Kotlin,
    /// As an argument or a property in Swift, which writes acronyms large.
    Swift,
}

/// Names of more than one word: here, in Node, of the command, and in Swift.
const NAMES: [[&str; 4]; 11] = [
    ["allow_insecure_http", "allowInsecureHttp", "--allow-insecure-http", "allowInsecureHTTP"],
    ["base_url", "baseUrl", "--base-url", "baseURL"],
    ["ca_certificate", "caCertificate", "--ca-certificate", "caCertificate"],
    ["connect_timeout", "connectTimeoutMs", "connect_timeout", "connectTimeout"],
    ["max_qr_codes", "maxQrCodes", "--max-qr-codes", "maxQRCodes"],
    ["max_retries", "maxRetries", "max_retries", "maxRetries"],
    ["max_wait", "maxWaitMs", "--max-wait", "maxWait"],
    ["qr_lifetime", "qrLifetimeMs", "--qr-lifetime", "qrLifetime"],
    ["restart_on_failed", "restartOnFailed", "--restart-on-failed", "restartOnFailed"],
    ["user_agent", "userAgent", "user_agent", "userAgent"],
    ["webhook_url", "webhookUrl", "--webhook-url", "webhookURL"],
];

impl Naming {
    fn of(self, name: &'static str) -> Option<&'static str> {
        let [_, node, command, swift] = NAMES.iter().find(|names| names[0] == name)?;
        Some(match self {
            Self::Node => node,
            Self::Command => command,
            Self::Kotlin => node.strip_suffix("Ms").unwrap_or(node),
            Self::Swift => swift,
        })
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
            (Naming::Kotlin, "allowInsecureHttp permits", "baseUrl"),
            (Naming::Swift, "allowInsecureHTTP permits", "baseURL"),
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
        let error = wait.map(|_| ()).unwrap_err();
        for (naming, name) in [
            (Naming::Node, "connectTimeoutMs"),
            (Naming::Kotlin, "connectTimeout"),
            (Naming::Swift, "connectTimeout"),
        ] {
            let named = error.named(naming);
            assert!(named.message().starts_with(&format!("{name} has to be")), "{named}");
            assert_eq!(named.argument(), Some(name));
        }
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
