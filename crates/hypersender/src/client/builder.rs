//! The settings of a client, checked when it is made.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use http::header::HeaderValue;
use tokio::sync::watch;

use super::{Client, Shared};
use crate::base_url::{self, BaseUrl};
use crate::clock::Clock;
use crate::tls::{CaCertificate, HostRoots};
use crate::token::{Token, Tokens};
use crate::transport::{Proxy, Settings, Transport};
use crate::{Error, Result, argument};

/// The variables of the environment that hold a token; the second is that of the official Laravel
/// package.
pub const TOKEN_VARIABLES: [&str; 2] = ["HYPERSENDER_TOKEN", "HYPERSENDER_WHATSAPP_API_KEY"];

/// Those that say where the service is.
pub const BASE_URL_VARIABLES: [&str; 2] = ["HYPERSENDER_BASE_URL", "HYPERSENDER_WHATSAPP_BASE_URL"];

/// The first of these variables that is set to something, with its name: white space is nothing.
pub fn first_variable(
    names: &[&'static str],
    variable: impl Fn(&str) -> Option<String>,
) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| {
        let value = variable(name).filter(|value| !value.trim().is_empty())?;
        Some((*name, value))
    })
}

/// What a request for a QR code does while the minute after the last one is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Cooldown {
    /// It fails at once with [`RateLimited`](crate::ErrorKind::RateLimited), which says how long to
    /// wait.
    #[default]
    Raise,
    /// It waits. The wait does not count in `timeout`; `max_wait` bounds it.
    Wait,
    /// It is sent all the same, and not shared with others: the service will mostly answer 429.
    Off,
}

impl FromStr for Cooldown {
    type Err = Error;

    /// From its name in other languages: `raise`, `wait` or `off`.
    fn from_str(name: &str) -> Result<Self> {
        match name {
            "raise" => Ok(Self::Raise),
            "wait" => Ok(Self::Wait),
            "off" => Ok(Self::Off),
            _ => Err(Error::invalid_argument(
                "cooldown",
                "The cooldown has to be raise, wait or off.",
            )),
        }
    }
}

/// The settings of a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use hypersender::{Client, Cooldown};
///
/// let client = Client::builder("1|my-token")
///     .timeout(Duration::from_secs(20))
///     .cooldown(Cooldown::Wait)
///     .build()?;
/// # Ok::<(), hypersender::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    token: Token,
    base_url: String,
    timeout: Duration,
    connect_timeout: Duration,
    max_retries: u32,
    cooldown: Cooldown,
    proxy: Option<String>,
    ca_certificate: Option<CaCertificate>,
    host_roots: HostRoots,
    user_agent: Option<String>,
    allow_insecure_http: bool,
    clock: Clock,
}

impl ClientBuilder {
    pub(super) fn new(token: Token) -> Self {
        Self {
            token,
            base_url: base_url::DEFAULT.to_owned(),
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            max_retries: 2,
            cooldown: Cooldown::default(),
            proxy: None,
            ca_certificate: None,
            host_roots: HostRoots::default(),
            user_agent: None,
            allow_insecure_http: false,
            clock: Clock::system(),
        }
    }

    /// The settings with the token and the base URL from the environment; see [`Client::from_env`].
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if there is no token.
    pub fn from_env() -> Result<Self> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// The same, with an environment that is not the process's: a worker thread of Node has its
    /// own.
    #[doc(hidden)]
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let Some((_, token)) = first_variable(&TOKEN_VARIABLES, &variable) else {
            return Err(Error::invalid_argument(
                "token",
                "There is no token: none was given, and HYPERSENDER_TOKEN is not set.",
            ));
        };
        let builder = Self::new(token.into());
        Ok(match first_variable(&BASE_URL_VARIABLES, &variable) {
            Some((_, base_url)) => builder.base_url(base_url),
            None => builder,
        })
    }

    /// Where the service is; `https://app.hypersender.com/api/whatsapp/v2` if not set.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// The time that one call may take in all, with its retries and the time of a token provider;
    /// 30 s if not set, at most 24 hours.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The time that making a connection may take; 10 s if not set, at most 24 hours.
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// How often a request is repeated that may be; 2 if not set. A POST is repeated only if
    /// nothing of it was sent. No attempt begins in the last quarter of a second before the
    /// `timeout`: the error of the one before tells more than a `timeout` could.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = max_retries;
        self
    }

    /// What a request for a QR code does while the minute is not over.
    pub fn cooldown(mut self, cooldown: Cooldown) -> Self {
        self.cooldown = cooldown;
        self
    }

    /// A proxy (`http://`, `https://`, `socks5://`, with `user:password@` if need be) in place of
    /// those that the environment names, and on macOS and Windows the system. `socks5h://` leaves
    /// it to the proxy to look up the service's name.
    pub fn proxy(mut self, proxy: impl Into<String>) -> Self {
        self.proxy = Some(proxy.into());
        self
    }

    /// Certificates to trust beside the machine's: PEM text or a file with it.
    pub fn ca_certificate(mut self, ca_certificate: impl Into<CaCertificate>) -> Self {
        self.ca_certificate = Some(ca_certificate.into());
        self
    }

    /// What the host language trusts beside the machine.
    #[doc(hidden)]
    pub fn host_roots(mut self, roots: HostRoots) -> Self {
        self.host_roots = roots;
        self
    }

    /// What is added to the user agent, such as `my-app/1.2`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Permits `http://` to other hosts than this one. The token then crosses the network in the
    /// clear.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// The clock to go by: for tests.
    #[doc(hidden)]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The client, if all settings are acceptable. Nothing is sent.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument), with the setting's name in
    /// [`argument`](crate::Error::argument).
    pub fn build(self) -> Result<Client> {
        let base_url = BaseUrl::parse(&self.base_url, self.allow_insecure_http)?;
        let timeout = argument::duration("timeout", self.timeout)?;
        let connect_timeout = argument::duration("connect_timeout", self.connect_timeout)?;
        let proxy = self.proxy.as_deref().map(Proxy::parse).transpose()?;
        let mut added_roots = self.host_roots.0;
        if let Some(certificate) = &self.ca_certificate {
            added_roots.extend(certificate.read()?);
        }
        let user_agent = user_agent(self.user_agent.as_deref())?;
        let tokens = Tokens::new(self.token, base_url.clone(), self.clock.clone())?;
        let settings = Settings { base_url, connect_timeout, proxy, added_roots, user_agent };
        Ok(Client(Arc::new(Shared {
            transport: Transport::new(settings, self.clock.clone()),
            tokens,
            clock: self.clock,
            timeout,
            max_retries: self.max_retries,
            cooldown: self.cooldown,
            closed: watch::Sender::new(false),
        })))
    }
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue> {
    const OURS: &str = concat!("hypersender/", env!("CARGO_PKG_VERSION"));
    let text = match suffix.map(str::trim) {
        None | Some("") => OURS.to_owned(),
        Some(suffix) => format!("{OURS} {suffix}"),
    };
    let printable = text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    HeaderValue::from_str(&text).ok().filter(|_| printable).ok_or_else(|| {
        Error::invalid_argument("user_agent", "The user agent has to be printable ASCII.")
    })
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cooldown_is_known_by_its_name_alone() {
        assert_eq!("raise".parse::<Cooldown>().unwrap(), Cooldown::default());
        assert_eq!("wait".parse::<Cooldown>().unwrap(), Cooldown::Wait);
        assert_eq!("off".parse::<Cooldown>().unwrap(), Cooldown::Off);
        assert_eq!("Wait".parse::<Cooldown>().unwrap_err().argument(), Some("cooldown"));
    }

    #[test]
    fn an_environment_of_ones_own_is_read_like_the_process_s() {
        let of = |known: &'static [(&str, &str)]| {
            ClientBuilder::from_variables(move |name| {
                known.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[]).unwrap_err().argument(), Some("token"));
        assert_eq!(of(&[("HYPERSENDER_TOKEN", "")]).unwrap_err().argument(), Some("token"));
        let laravel = of(&[
            ("HYPERSENDER_TOKEN", " "),
            ("HYPERSENDER_BASE_URL", "\n"),
            ("HYPERSENDER_WHATSAPP_API_KEY", "1|a"),
            ("HYPERSENDER_WHATSAPP_BASE_URL", "https://example.com"),
        ]);
        assert_eq!(laravel.unwrap().base_url, "https://example.com");
    }
}
