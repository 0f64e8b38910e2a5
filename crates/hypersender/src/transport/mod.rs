//! One attempt: a request goes out, an answer comes in, within the caps.
//!
//! All that is known of the HTTP library is known here, so that it could be exchanged.

mod body;
mod failure;
mod witness;

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue,
};
use reqwest::{Method, Response, Url};
use rustls::pki_types::CertificateDer;

use self::body::NoBody;
pub(crate) use self::failure::Failure;
use self::failure::{Destination, classify};
use self::witness::Witness;
use crate::base_url::BaseUrl;
use crate::clock::Clock;
use crate::process::Own;
use crate::progress::Progress;
use crate::retry_after::{self, RetryAfter};
use crate::{Error, ErrorKind, Reason, Result, tls};

/// The most that the headers of an answer may take.
const HEADERS: usize = 64 * 1024;

/// How long the text of an error is waited for.
const TEXT_TAKES: Duration = Duration::from_secs(2);

/// An error's text is given up so long before the call's deadline, so that its status is told.
const BEFORE_THE_DEADLINE: Duration = Duration::from_millis(50);

/// How a client reaches the service.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) base_url: BaseUrl,
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Option<reqwest::Proxy>,
    pub(crate) added_roots: Vec<CertificateDer<'static>>,
    pub(crate) user_agent: HeaderValue,
}

/// A request, but for the token.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) json: Option<Bytes>,
    /// The most that a success may take on the wire.
    pub(crate) cap: usize,
}

/// What came back, whatever its status.
#[derive(Debug)]
pub(crate) struct Answer {
    /// What was asked.
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// Whole for a 2xx, or why it can't be had; the beginning for others.
    pub(crate) body: Result<Vec<u8>>,
    /// The wall clock when the answer began.
    pub(crate) wall: SystemTime,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Its body, as far as it can be had.
    pub(crate) fn body(&self) -> Result<&[u8]> {
        self.body.as_deref().map_err(Error::clone)
    }

    /// The wait that it asks for.
    pub(crate) fn retry_after(&self) -> Option<RetryAfter> {
        retry_after::read(self.status, &self.headers, self.wall)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The connections of one client.
#[derive(Debug)]
pub(crate) struct Transport {
    settings: Settings,
    clock: Clock,
    /// Made at the first call, since TLS takes its time; gone after `close`.
    http: Mutex<Option<Own<reqwest::Client>>>,
}

impl Transport {
    pub(crate) fn new(settings: Settings, clock: Clock) -> Self {
        Self { settings, clock, http: Mutex::new(None) }
    }

    pub(crate) fn base_url(&self) -> &BaseUrl {
        &self.settings.base_url
    }

    /// Ends the connections that nobody uses; those in use end with their calls.
    pub(crate) fn close(&self) {
        self.http.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Sends `outgoing` once, for whom `token` says, and takes in the answer.
    pub(crate) async fn attempt(
        &self,
        outgoing: &Outgoing,
        token: Option<&HeaderValue>,
        progress: &Progress,
    ) -> std::result::Result<Answer, Failure> {
        let http = self.http().map_err(|error| Failure { error, sent: false, may_pass: false })?;
        let _busy = self.clock.busy();
        let mut request = reqwest::Request::new(outgoing.method.clone(), outgoing.url.clone());
        if let Some(token) = token {
            request.headers_mut().insert(AUTHORIZATION, token.clone());
        }
        if outgoing.json.is_some() {
            request
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        } else if outgoing.method == Method::POST {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let witness = Witness::new(outgoing.json.clone(), progress.sent_flag());
        *request.body_mut() = Some(reqwest::Body::wrap(witness));

        let response =
            http.execute(request).await.map_err(|error| self.failure(error, progress))?;
        self.take_in(response, outgoing.cap, progress).await
    }

    async fn take_in(
        &self,
        mut response: Response,
        cap: usize,
        progress: &Progress,
    ) -> std::result::Result<Answer, Failure> {
        let wall = self.clock.wall();
        let url = response.url().clone();
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let size: usize =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if size > HEADERS {
            let error = Error::connection(
                Reason::Protocol,
                format!("The headers of the answer are larger than {} KiB.", HEADERS / 1024),
            );
            return Err(Failure { error, sent: true, may_pass: false });
        }
        let body = if response.status().is_success() {
            match body::whole(response, &headers, cap).await {
                Ok(body) => Ok(body),
                Err(NoBody::Broken(error)) => return Err(self.failure(error, progress)),
                Err(NoBody::Unusable(error)) => Err(error),
            }
        } else {
            // The status is the answer: that its text drips or never ends must not cost it, nor the
            // time for another try.
            let latest = progress.deadline().earlier(BEFORE_THE_DEADLINE);
            let latest = latest.min(self.clock.now() + TEXT_TAKES);
            let text = self.clock.bounded(latest, body::beginning(response, &headers)).await;
            Ok(text.unwrap_or_default())
        };
        Ok(Answer { url, status, headers, body, wall })
    }

    fn failure(&self, error: reqwest::Error, progress: &Progress) -> Failure {
        let to = Destination {
            authority: self.settings.base_url.authority(),
            secure: self.settings.base_url.is_secure(),
            proxied: self.settings.proxy.is_some(),
        };
        classify(error, &to, progress.was_sent())
    }

    fn http(&self) -> Result<reqwest::Client> {
        let mut http = self.http.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(http) = http.as_ref().and_then(Own::get) {
            return Ok(http.clone());
        }
        let built = self.build()?;
        *http = Some(Own::new(built.clone()));
        Ok(built)
    }

    fn build(&self) -> Result<reqwest::Client> {
        let settings = &self.settings;
        let tls = if settings.base_url.is_secure() {
            tls::configuration(&settings.added_roots)?
        } else {
            tls::none()?
        };
        // JSON first: Laravel answers others than JSON with a redirect to its login page.
        let headers = HeaderMap::from_iter([
            (ACCEPT, HeaderValue::from_static("application/json")),
            (ACCEPT_ENCODING, HeaderValue::from_static("gzip")),
        ]);
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(settings.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .user_agent(settings.user_agent.clone())
            .default_headers(headers);
        if let Some(proxy) = &settings.proxy {
            builder = builder.proxy(proxy.clone());
        } else if settings.base_url.is_loopback() {
            builder = builder.no_proxy(); // no proxy can reach this machine's loopback
        }
        builder.build().map_err(|error| {
            Error::new(ErrorKind::Internal, "The HTTP client could not be set up.")
                .with_source(std::sync::Arc::new(error.without_url()))
        })
    }
}
