//! Where the service is.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery};
use url::{Url, form_urlencoded};

use crate::{Error, Result};

/// The service's address: its page "Request New QR Code", `servers`.
pub const DEFAULT: &str = "https://app.hypersender.com/api/whatsapp/v2";

/// No server takes a longer one; and with a path and a query it has to be a URL still.
const LONGEST: usize = 2000;

/// A checked base URL, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct BaseUrl {
    text: Arc<str>,
    /// The same, read once and not for each request.
    uri: Uri,
    secure: bool,
    loopback: bool,
}

impl BaseUrl {
    /// A token goes to this address, so it has to be https, unless nothing leaves the machine or
    /// the caller takes it on.
    pub(crate) fn parse(text: &str, allow_insecure_http: bool) -> Result<Self> {
        let refuse =
            |why: &str| Err(Error::invalid_argument("base_url", format!("The base URL {why}.")));
        if text.len() > LONGEST {
            return refuse("is longer than any that a server takes");
        }
        let Ok(url) = Url::parse(text.trim()) else {
            return refuse("is not a whole URL such as https://example.com/api");
        };
        let secure = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return refuse("has to begin with https://"),
        };
        if !url.has_host() {
            return refuse("has no host");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("must not carry a user name or a password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("must not have a query or a fragment");
        }
        let loopback = is_loopback(&url);
        if !secure && !loopback && !allow_insecure_http {
            return refuse(
                "is not https: the token would cross the network in the clear (allow_insecure_http permits it)",
            )
            .map_err(|error| error.naming("allow_insecure_http"));
        }
        let text = url.as_str().trim_end_matches('/');
        match text.parse() {
            Ok(uri) => Ok(Self { text: text.into(), uri, secure, loopback }),
            Err(_) => refuse("has a character that no request can have"),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.secure
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The URL of `path`, which begins with a slash and holds nothing that would have to be escaped.
    pub(crate) fn join(&self, path: &str, query: &[(String, String)]) -> Uri {
        let mut target = [self.uri.path().trim_end_matches('/'), path].concat();
        if !query.is_empty() {
            target.push('?');
            let start = target.len();
            target =
                form_urlencoded::Serializer::for_suffix(target, start).extend_pairs(query).finish();
        }
        let mut parts = Parts::from(self.uri.clone());
        let target = PathAndQuery::from_maybe_shared(Bytes::from(target));
        parts.path_and_query =
            Some(target.expect("an id is checked, a query escaped, and neither is long"));
        Uri::from_parts(parts).expect("it has all parts")
    }

    /// Host and port, for messages.
    pub(crate) fn authority(&self) -> &str {
        self.uri.authority().map_or("", Authority::as_str)
    }
}

/// Whether nothing that is sent there leaves the machine.
pub fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_loopback_are_taken() {
        for (text, kept) in [
            (DEFAULT, DEFAULT),
            ("https://example.com/", "https://example.com"),
            ("https://example.com:8443/api//", "https://example.com:8443/api"),
            ("HTTPS://EXAMPLE.com/API", "https://example.com/API"),
            ("http://127.0.0.1:80/x", "http://127.0.0.1/x"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(BaseUrl::parse(text, false).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_would_leak_or_mislead_is_refused() {
        for text in [
            "",
            "example.com",
            "//example.com",
            "ftp://example.com",
            "https://",
            "file:///etc",
            "http://example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "https://user@example.com",
            "https://user:canary@example.com",
            "https://example.com?x=1",
            "https://example.com#x",
        ] {
            let error = BaseUrl::parse(text, false).unwrap_err();
            assert_eq!(error.argument(), Some("base_url"), "{text}");
            assert!(!error.to_string().contains("canary"));
        }
        BaseUrl::parse("http://example.com", true).unwrap();
    }

    #[test]
    fn the_authority_is_host_and_port() {
        assert_eq!(
            BaseUrl::parse("https://example.com:8443/a/b", false).unwrap().authority(),
            "example.com:8443"
        );
    }
}
