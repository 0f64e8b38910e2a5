//! The way to the service: straight, or by a proxy, the caller's or the one that the environment
//! names.

use std::env;

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
    if let Ok(route) = Route::to(service, proxy) {
        let _ = (route.authorization(), route.needs_tls(service));
    }
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
    pub(super) fn to(service: &BaseUrl, proxy: Option<&Proxy>) -> Result<Self> {
        let proxy = match proxy {
            Some(Proxy(proxy)) => Some(proxy.clone()),
            None if service.is_loopback() => None, // no proxy can reach this machine's loopback
            None => named_by_the_system(service)?,
        };
        let Some(proxy) = proxy else {
            return Ok(Self::Straight);
        };
        let (version, resolves_here) = match proxy.uri().scheme_str() {
            Some("socks4") => (SocksVersion::Four, true),
            Some("socks4a") => (SocksVersion::Four, false),
            Some("socks5") => (SocksVersion::Five, true),
            Some("socks5h") => (SocksVersion::Five, false),
            _ if service.is_secure() => return Ok(Self::Tunnel(proxy)),
            _ => return Ok(Self::Forward(proxy)),
        };
        Ok(Self::Socks(proxy, Socks { version, resolves_here }))
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

fn named_by_the_system(service: &BaseUrl) -> Result<Option<Intercept>> {
    let proxy = Matcher::from_system().intercept(service.uri());
    if proxy.is_some() {
        return Ok(proxy);
    }
    // What can't be read is passed by, and a request would go where it must not.
    let Some(variable) = unreadable(service, set) else { return Ok(None) };
    Err(Error::invalid_argument(
        "proxy",
        format!(
            "{variable} in the environment has to be the URL of a proxy, such as http://proxy.example.com:3128, or empty."
        ),
    ))
}

/// The variable of the environment that would name the proxy for this address, and holds something
/// else.
pub fn unreadable_proxy(address: &str) -> Option<&'static str> {
    unreadable(&BaseUrl::parse(address, true).ok()?, set)
}

/// Also one that is no text: hyper-util takes it for none.
fn set(variable: &str) -> Option<String> {
    Some(env::var_os(variable)?.to_string_lossy().into_owned())
}

fn unreadable(
    service: &BaseUrl,
    variable: impl Fn(&str) -> Option<String>,
) -> Option<&'static str> {
    if variable("REQUEST_METHOD").is_some() {
        return None; // a CGI program, whose HTTP_PROXY a client may have sent
    }
    let first = |names: [&'static str; 2]| {
        let (name, value) = names.iter().find_map(|name| Some((*name, variable(name)?)))?;
        (!value.trim().is_empty()).then_some(name)
    };
    let own = if service.is_secure() {
        ["HTTPS_PROXY", "https_proxy"]
    } else {
        ["HTTP_PROXY", "http_proxy"]
    };
    let name = first(own).or_else(|| first(["ALL_PROXY", "all_proxy"]))?;
    let exceptions = variable("NO_PROXY").or_else(|| variable("no_proxy")).unwrap_or_default();
    let wants_one = Matcher::builder().all("http://proxy.invalid").no(exceptions).build();
    wants_one.intercept(service.uri()).map(|_| name)
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
    fn a_variable_that_names_no_proxy_is_not_passed_by() {
        let told = |service, variables: &[(&str, &str)]| {
            let service = BaseUrl::parse(service, true).unwrap();
            unreadable(&service, |name| {
                let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
                Some((*value).to_owned())
            })
        };
        let (https, http) = ("https://one.example", "http://one.example");
        assert_eq!(told(https, &[("HTTPS_PROXY", "http://")]), Some("HTTPS_PROXY"));
        assert_eq!(told(https, &[("https_proxy", "::")]), Some("https_proxy"));
        assert_eq!(told(https, &[("all_proxy", "ftp://a:1")]), Some("all_proxy"));
        assert_eq!(told(http, &[("HTTP_PROXY", "::")]), Some("HTTP_PROXY"));
        for fine in [
            &[] as &[_],
            &[("HTTP_PROXY", "::")],
            &[("HTTPS_PROXY", " ")],
            &[("HTTPS_PROXY", "::"), ("NO_PROXY", "one.example")],
            &[("HTTPS_PROXY", "::"), ("no_proxy", "*")],
            &[("HTTPS_PROXY", "::"), ("REQUEST_METHOD", "GET")],
        ] {
            assert_eq!(told(https, fine), None, "{fine:?}");
        }
    }

    #[test]
    fn tls_is_made_ready_where_it_is_spoken() {
        let needs_tls = |service, proxy: Option<&str>| {
            let service = BaseUrl::parse(service, true).unwrap();
            let proxy = proxy.map(|proxy| Proxy::parse(proxy).unwrap());
            Route::to(&service, proxy.as_ref()).unwrap().needs_tls(&service)
        };
        assert!(needs_tls("https://localhost", None));
        assert!(!needs_tls("http://localhost", None));
        assert!(!needs_tls("http://localhost", Some("http://one.example")));
        assert!(needs_tls("http://localhost", Some("https://one.example")));
    }
}
