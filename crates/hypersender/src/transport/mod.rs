//! One attempt: a request goes out, an answer comes in, within the caps.
//!
//! All that is known of the HTTP library is known here, so that it could be exchanged.

mod body;
mod connection;
mod connector;
mod failure;
mod proxy;
mod witness;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap,
    HeaderValue, PROXY_AUTHORIZATION, USER_AGENT,
};
use http::{Method, Request, Response, Uri};
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::CertificateDer;

use self::body::NoBody;
use self::connector::{BoxError, Connector};
pub(crate) use self::failure::Failure;
use self::failure::{Destination, classify};
pub(crate) use self::proxy::Proxy;
use self::proxy::Route;
#[cfg(fuzzing)]
pub(crate) use self::proxy::is_chosen;
pub use self::proxy::unreadable_proxy;
use self::witness::Witness;
use crate::base_url::BaseUrl;
use crate::clock::Clock;
use crate::process::Own;
use crate::progress::Progress;
use crate::retry_after::{self, RetryAfter};
use crate::{Error, Reason, Result, tls};

/// The most that the headers of an answer may take.
const HEADERS: usize = 64 * 1024;

/// A connection that nobody used for so long is not used again.
const IDLE: Duration = Duration::from_secs(90);

/// How long the text of an error is waited for.
const TEXT_TAKES: Duration = Duration::from_secs(2);

/// An error's text is given up so long before the call's deadline, so that its status is told.
const BEFORE_THE_DEADLINE: Duration = Duration::from_millis(50);

/// How a client reaches the service.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) base_url: BaseUrl,
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Option<Proxy>,
    pub(crate) added_roots: Vec<CertificateDer<'static>>,
    pub(crate) user_agent: HeaderValue,
}

/// A request, but for the token.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Uri,
    pub(crate) json: Option<Bytes>,
    /// The most that a success may take on the wire.
    pub(crate) cap: usize,
}

/// What came back, whatever its status.
#[derive(Debug)]
pub(crate) struct Answer {
    /// What was asked.
    pub(crate) url: Uri,
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
    http: Mutex<Option<Own<Arc<Http>>>>,
}

/// What sends requests, and what every request of one client carries.
#[derive(Debug)]
struct Http {
    client: legacy::Client<Connector, Witness>,
    headers: HeaderMap,
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
        let request = http.request(outgoing, token, progress);
        match http.client.request(request).await {
            Ok(response) => self.take_in(response, outgoing, progress).await,
            Err(error) => Err(self.failure(error.into(), progress)),
        }
    }

    async fn take_in(
        &self,
        response: Response<Incoming>,
        outgoing: &Outgoing,
        progress: &Progress,
    ) -> std::result::Result<Answer, Failure> {
        let wall = self.clock.wall();
        let url = outgoing.url.clone();
        let (head, incoming) = response.into_parts();
        let (status, headers) = (head.status.as_u16(), head.headers);
        let size: usize =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if size > HEADERS {
            let error = Error::connection(
                Reason::Protocol,
                format!("The headers of the answer are larger than {} KiB.", HEADERS / 1024),
            );
            return Err(Failure { error, sent: true, may_pass: false });
        }
        let body = if head.status.is_success() {
            match body::whole(incoming, &headers, outgoing.cap).await {
                Ok(body) => Ok(body),
                Err(NoBody::Broken(error)) => return Err(self.failure(error.into(), progress)),
                Err(NoBody::Unusable(error)) => Err(error),
            }
        } else {
            // The status is the answer: that its text drips or never ends must not cost it, nor the
            // time for another try.
            let latest = progress.deadline().earlier(BEFORE_THE_DEADLINE);
            let latest = latest.min(self.clock.now() + TEXT_TAKES);
            let text = self.clock.bounded(latest, body::beginning(incoming, &headers)).await;
            Ok(text.unwrap_or_default())
        };
        Ok(Answer { url, status, headers, body, wall })
    }

    fn failure(&self, error: BoxError, progress: &Progress) -> Failure {
        let to = Destination {
            authority: self.settings.base_url.authority(),
            secure: self.settings.base_url.is_secure(),
        };
        classify(error, &to, progress.was_sent())
    }

    fn http(&self) -> Result<Arc<Http>> {
        let mut http = self.http.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(http) = http.as_ref().and_then(Own::get) {
            return Ok(Arc::clone(http));
        }
        let built = Arc::new(Http::new(&self.settings)?);
        *http = Some(Own::new(Arc::clone(&built)));
        Ok(built)
    }
}

impl Http {
    fn new(settings: &Settings) -> Result<Self> {
        let service = &settings.base_url;
        let route = Route::to(service, settings.proxy.as_ref())?;
        let tls = route.needs_tls(service).then(|| tls::configuration(&settings.added_roots));
        let tls = tls.transpose()?;
        let mut headers = HeaderMap::with_capacity(8); // with those of a request
        let host = HeaderValue::from_str(service.authority());
        headers.insert(HOST, host.expect("a URL's host is ASCII"));
        headers.insert(USER_AGENT, settings.user_agent.clone());
        // JSON first: Laravel answers others than JSON with a redirect to its login page.
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        if let Some(authorization) = route.authorization() {
            headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        let user_agent = settings.user_agent.clone();
        let connector = Connector::new(route, tls, settings.connect_timeout, user_agent);
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            // Of a request that was never taken up, since its connection had died meanwhile: a
            // session, which repeats nothing itself, would fail for it.
            .retry_canceled_requests(true)
            .set_host(false)
            .build(connector);
        Ok(Self { client, headers })
    }

    fn request(
        &self,
        outgoing: &Outgoing,
        token: Option<&HeaderValue>,
        progress: &Progress,
    ) -> Request<Witness> {
        let witness = Witness::new(outgoing.json.clone(), progress.sent_flag());
        let mut request = Request::new(witness);
        *request.method_mut() = outgoing.method.clone();
        *request.uri_mut() = outgoing.url.clone();
        let headers = request.headers_mut();
        headers.clone_from(&self.headers);
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, token.clone());
        }
        if outgoing.json.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        } else if outgoing.method == Method::POST {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        request
    }
}
