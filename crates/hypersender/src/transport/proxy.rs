//! The way to the service: straight, or by a proxy, the caller's or the one that the environment
//! names.

use http::{HeaderValue, Uri, uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use url::Url;

use crate::base_url::BaseUrl;
use crate::{Error, Result};

/// A proxy that the caller named. Its password is in no rendering of it.
#[derive(Debug, Clone)]
pub(crate) struct Proxy(Intercept);

impl Proxy {
    /// The URL may hold a password, so it is in no message.
    pub(crate) fn parse(url: &str) -> Result<Self> {
        let refuse = || {
            Error::invalid_argument(
                "proxy",
                "The proxy has to be a URL such as http://proxy.example.com:3128.",
            )
        };
        let url = Url::parse(url.trim()).map_err(|_| refuse())?;
        if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") || !url.has_host() {
            return Err(refuse());
        }
        let anywhere = Uri::from_static("https://anywhere.invalid");
        let all = Matcher::builder().all(url.as_str()).build();
        all.intercept(&anywhere).map(Self).ok_or_else(refuse)
    }
}

/// Goes as far as a connection's first step, for a fuzz target.
#[cfg(fuzzing)]
pub(crate) fn is_chosen(service: &BaseUrl, proxy: Option<&Proxy>) {
    let route = Route::to(service, proxy);
    let _ = (route.authorization(), route.needs_tls(service));
}

/// How connections to one service are made.
#[derive(Clone)]
pub(super) enum Route {
    Straight,
    /// By an HTTP proxy that is told each request's whole URL.
    Forward(Intercept),
    /// By an HTTP proxy that passes on what it can't read.
    Tunnel(Intercept),
    Socks(Intercept, Socks),
}

/// What a SOCKS proxy is told.
#[derive(Clone, Copy)]
pub(super) struct Socks {
    pub(super) version: SocksVersion,
    /// The name of the service is looked up on this machine.
    pub(super) resolves_here: bool,
}

#[derive(Clone, Copy)]
pub(super) enum SocksVersion {
    Four,
    Five,
}

impl Route {
    pub(super) fn to(service: &BaseUrl, proxy: Option<&Proxy>) -> Self {
        let proxy = match proxy {
            Some(Proxy(proxy)) => Some(proxy.clone()),
            None if service.is_loopback() => None, // no proxy can reach this machine's loopback
            None => Matcher::from_system().intercept(service.uri()),
        };
        let Some(proxy) = proxy else {
            return Self::Straight;
        };
        let (version, resolves_here) = match proxy.uri().scheme_str() {
            Some("socks4") => (SocksVersion::Four, true),
            Some("socks4a") => (SocksVersion::Four, false),
            Some("socks5") => (SocksVersion::Five, true),
            Some("socks5h") => (SocksVersion::Five, false),
            _ if service.is_secure() => return Self::Tunnel(proxy),
            _ => return Self::Forward(proxy),
        };
        Self::Socks(proxy, Socks { version, resolves_here })
    }

    /// What a request has to carry besides the service's own headers.
    pub(super) fn authorization(&self) -> Option<&HeaderValue> {
        match self {
            Self::Forward(proxy) => proxy.basic_auth(),
            _ => None,
        }
    }

    /// Whether TLS is spoken on it, to the service or to a proxy.
    pub(super) fn needs_tls(&self, service: &BaseUrl) -> bool {
        service.is_secure()
            || matches!(self, Self::Forward(proxy) | Self::Tunnel(proxy) if is_https(proxy.uri()))
    }
}

pub(super) fn is_https(uri: &Uri) -> bool {
    uri.scheme() == Some(&uri::Scheme::HTTPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_in_no_rendering() {
        for proxy in ["http://user:canary@one.example", "socks5://user:canary@one.example"] {
            assert!(!format!("{:?}", Proxy::parse(proxy).unwrap()).contains("canary"));
        }
    }

    #[test]
    fn tls_is_made_ready_where_it_is_spoken() {
        let needs_tls = |service, proxy: Option<&str>| {
            let service = BaseUrl::parse(service, true).unwrap();
            let proxy = proxy.map(|proxy| Proxy::parse(proxy).unwrap());
            Route::to(&service, proxy.as_ref()).needs_tls(&service)
        };
        assert!(needs_tls("https://localhost", None));
        assert!(!needs_tls("http://localhost", None));
        assert!(!needs_tls("http://localhost", Some("http://one.example")));
        assert!(needs_tls("http://localhost", Some("https://one.example")));
    }
}
