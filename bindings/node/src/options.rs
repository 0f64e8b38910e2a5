//! The options of clients, calls and sessions: JavaScript's numbers become the core's durations.

use std::time::Duration;

use hypersender::{Client, ClientBuilder, Cooldown, LinkOptions, Result, Token};
use napi::bindgen_prelude::{Buffer, Either};
use napi_derive::napi;

/// The options of a client.
#[napi(object, object_to_js = false)]
pub struct ClientOptions {
    pub token: Option<String>,
    pub provider: Option<u32>,
    pub base_url: Option<String>,
    pub timeout_ms: Option<f64>,
    pub connect_timeout_ms: Option<f64>,
    pub max_retries: Option<i64>,
    pub cooldown: Option<String>,
    pub proxy: Option<String>,
    /// PEM text or the path of a file with it, or the bytes of the text.
    pub ca_certificate: Option<Either<String, Buffer>>,
    pub user_agent: Option<String>,
    pub allow_insecure_http: Option<bool>,
}

impl ClientOptions {
    /// The core's builder with them. Where there is no token, the environment's `variables` have it.
    pub(crate) fn build(
        self,
        provider: impl FnOnce(u32) -> Token,
        variables: impl Fn(&str) -> Option<String>,
    ) -> Result<ClientBuilder> {
        let token = self.token.map(Token::from).or_else(|| self.provider.map(provider));
        let mut it = match token {
            Some(token) => Client::builder(token),
            None => ClientBuilder::from_variables(variables)?,
        };
        if let Some(base_url) = self.base_url {
            it = it.base_url(base_url);
        }
        if let Some(timeout) = milliseconds("timeoutMs", self.timeout_ms)? {
            it = it.timeout(timeout);
        }
        if let Some(timeout) = milliseconds("connectTimeoutMs", self.connect_timeout_ms)? {
            it = it.connect_timeout(timeout);
        }
        if let Some(retries) = self.max_retries {
            it = it.max_retries(hypersender::count("max_retries", retries)?);
        }
        if let Some(cooldown) = cooldown(self.cooldown.as_deref())? {
            it = it.cooldown(cooldown);
        }
        if let Some(proxy) = self.proxy {
            it = it.proxy(proxy);
        }
        if let Some(certificate) = self.ca_certificate {
            it = match certificate {
                Either::A(text) => it.ca_certificate(text.as_str()),
                Either::B(pem) => it.ca_certificate(&*pem),
            };
        }
        if let Some(user_agent) = self.user_agent {
            it = it.user_agent(user_agent);
        }
        Ok(it.allow_insecure_http(self.allow_insecure_http.unwrap_or_default()))
    }
}

/// The options of a session.
#[napi(object, object_to_js = false)]
pub struct SessionOptions {
    pub timeout_ms: Option<f64>,
    pub max_qr_codes: Option<i64>,
    pub qr_lifetime_ms: Option<f64>,
    pub restart_on_failed: Option<bool>,
}

impl SessionOptions {
    pub(crate) fn build(self) -> Result<LinkOptions> {
        let mut it = LinkOptions::default();
        if let Some(timeout) = milliseconds("timeoutMs", self.timeout_ms)? {
            it = it.timeout(timeout);
        }
        if let Some(codes) = self.max_qr_codes {
            it = it.max_qr_codes(hypersender::count("max_qr_codes", codes)?);
        }
        if let Some(lifetime) = milliseconds("qrLifetimeMs", self.qr_lifetime_ms)? {
            it = it.qr_lifetime(lifetime);
        }
        Ok(it.restart_on_failed(self.restart_on_failed.unwrap_or_default()))
    }
}

pub(crate) fn milliseconds(
    argument: &'static str,
    number: Option<f64>,
) -> Result<Option<Duration>> {
    number.map(|number| hypersender::seconds(argument, number / 1000.0)).transpose()
}

pub(crate) fn cooldown(name: Option<&str>) -> Result<Option<Cooldown>> {
    name.map(str::parse).transpose()
}
