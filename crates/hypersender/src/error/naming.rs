//! How a language writes the names of arguments and options.

use super::{Error, ErrorKind};

/// A language whose names are not those of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// As a method's option in Node, where a duration says its unit.
    Node,
    /// As a property in Kotlin.
    Kotlin,
    /// As a property in Swift, where initials are capitals.
    Swift,
    /// As an option of the command.
    Command,
}

/// Names of more than one word: here, and in the order of the languages above.
const NAMES: [[&str; 5]; 11] = [
    [
        "allow_insecure_http",
        "allowInsecureHttp",
        "allowInsecureHttp",
        "allowInsecureHTTP",
        "--allow-insecure-http",
    ],
    ["base_url", "baseUrl", "baseUrl", "baseURL", "--base-url"],
    ["ca_certificate", "caCertificate", "caCertificate", "caCertificate", "--ca-certificate"],
    ["connect_timeout", "connectTimeoutMs", "connectTimeout", "connectTimeout", "connect_timeout"],
    ["max_qr_codes", "maxQrCodes", "maxQrCodes", "maxQRCodes", "--max-qr-codes"],
    ["max_retries", "maxRetries", "maxRetries", "maxRetries", "max_retries"],
    ["max_wait", "maxWaitMs", "maxWait", "maxWait", "--max-wait"],
    ["qr_lifetime", "qrLifetimeMs", "qrLifetime", "qrLifetime", "--qr-lifetime"],
    [
        "restart_on_failed",
        "restartOnFailed",
        "restartOnFailed",
        "restartOnFailed",
        "--restart-on-failed",
    ],
    ["user_agent", "userAgent", "userAgent", "userAgent", "user_agent"],
    ["webhook_url", "webhookUrl", "webhookUrl", "webhookURL", "--webhook-url"],
];

impl Error {
    /// The same error for users of another language: its text and its `argument` name arguments and
    /// options as they are written there.
    #[doc(hidden)]
    #[must_use]
    pub fn named(&self, naming: Naming) -> Self {
        let mut error = self.clone();
        // Only in these is every name one of ours, and none what the service said.
        if matches!(self.kind(), ErrorKind::InvalidArgument | ErrorKind::LinkFailed) {
            let details = &mut *error.0;
            for [here, there @ ..] in NAMES {
                let there = there[naming as usize];
                if details.message.contains(here) {
                    details.message = details.message.replace(here, there);
                }
                if details.argument == Some(here) {
                    details.argument = Some(there);
                }
            }
        }
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Client;

    #[test]
    fn text_and_argument_name_what_users_can_write() {
        let refused = |base_url: &str| {
            Client::builder("1|a").base_url(base_url).build().map(|_| ()).unwrap_err()
        };
        let error = refused("http://example.com");
        for (naming, option, argument) in [
            (Naming::Node, "allowInsecureHttp permits", "baseUrl"),
            (Naming::Kotlin, "allowInsecureHttp permits", "baseUrl"),
            (Naming::Swift, "allowInsecureHTTP permits", "baseURL"),
            (Naming::Command, "--allow-insecure-http permits", "--base-url"),
        ] {
            let named = error.named(naming);
            assert!(named.message().contains(option), "{named}");
            assert_eq!(named.argument(), Some(argument));
        }
        assert!(error.message().contains("allow_insecure_http"), "{error}");
    }

    #[test]
    fn what_the_service_said_stays_as_it_is() {
        let error = Error::new(ErrorKind::Validation, "The base_url is no webhook_url.");
        assert_eq!(error.named(Naming::Node).message(), error.message());
    }
}
