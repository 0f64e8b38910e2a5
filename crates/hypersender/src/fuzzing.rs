//! The doors by which the fuzz targets come to what reads foreign bytes. Compiled for them alone.

use std::time::{Duration, SystemTime};

use http::Uri;
use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::base_url::BaseUrl;
use crate::clock::Clock;
use crate::qr::QR_LIFETIME;
use crate::token::{Credential, Tokens};
use crate::transport::{Answer, Proxy, is_chosen};
use crate::{Error, Health, Instance, InstanceWithQr, QrCode, Restarted, Result, Status, Token};
use crate::{argument, model::read, retry_after, verdict};

pub use crate::link::play;
pub use crate::qr::compact_text;

/// The token that every request carries: it must be in no text.
pub const TOKEN: &str = "234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1";

/// The instance that is asked about.
pub const INSTANCE: &str = "fa3d01c4-1234-4c0d-a12f-df319b612f8c";

/// What came over the wire.
#[derive(Debug)]
pub struct Wire<'a> {
    pub status: u16,
    pub headers: Vec<(&'a str, &'a [u8])>,
    pub body: &'a [u8],
}

impl Wire<'_> {
    fn answer(&self) -> Answer {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            // What can't be a header does not get here: the HTTP library refuses it.
            if let (Ok(name), Ok(value)) =
                (name.parse::<HeaderName>(), HeaderValue::from_bytes(value))
            {
                headers.append(name, value);
            }
        }
        Answer {
            url: "https://app.hypersender.com/api/whatsapp/v2/instances".parse().expect("a URL"),
            status: self.status,
            headers,
            body: Ok(self.body.to_vec()),
            wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000),
        }
    }

    pub fn health(&self) -> Result<Health> {
        with_credential(|token| read::health(&self.answer(), token, INSTANCE))
    }

    pub fn restarted(&self) -> Result<Restarted> {
        with_credential(|token| read::restarted(&self.answer(), token))
    }

    pub fn instances(&self) -> Result<Vec<Instance>> {
        with_credential(|token| read::instances(&self.answer(), token))
    }

    /// The same as link sessions read it.
    pub fn statuses(&self) -> Result<Vec<(String, Status)>> {
        with_credential(|token| read::statuses(&self.answer(), token))
    }

    pub fn created(&self) -> Result<InstanceWithQr> {
        let clock = Clock::virtual_time();
        with_credential(|token| read::created(&self.answer(), token, clock.reading(), &clock))
    }

    pub fn new_qr_code(&self) -> Result<InstanceWithQr> {
        let clock = Clock::virtual_time();
        let requested = clock.reading();
        with_credential(|token| {
            read::new_qr_code(&self.answer(), token, INSTANCE, requested, &clock)
        })
    }

    pub fn error(&self) -> Error {
        with_credential(|token| verdict::error(&self.answer(), &token.secret))
    }

    /// The wait that it asks for.
    pub fn wait(&self) -> Option<Duration> {
        let answer = self.answer();
        retry_after::read(answer.status, &answer.headers, answer.wall).map(|read| read.wait)
    }
}

/// The code in the `qr_code` of an answer.
pub fn qr_code(text: &str) -> Result<QrCode> {
    let clock = Clock::virtual_time();
    QrCode::from_base64(text, clock.reading(), QR_LIFETIME, &clock)
}

/// What a caller says who may have read it anywhere.
#[derive(Debug, Default)]
pub struct Said<'a> {
    pub base_url: &'a str,
    pub proxy: &'a str,
    pub token: &'a str,
    pub instance: &'a str,
    pub phone: &'a str,
    pub name: &'a str,
    pub webhook_url: &'a str,
    pub filter: &'a str,
}

impl Said<'_> {
    /// Why it is refused; and the address of a request, if it can be made.
    pub fn read(&self, allow_insecure_http: bool) -> (Vec<Error>, Option<Uri>) {
        let base = BaseUrl::parse(self.base_url, allow_insecure_http);
        let proxy = Proxy::parse(self.proxy);
        let instance = argument::instance_id(self.instance);
        let filters = ["uuid", "name", "phone", "status"]
            .map(|name| argument::filter(name, self.filter).map(|()| name));
        let uri = base.as_ref().ok().map(|base| {
            assert!(base.is_secure() || base.is_loopback() || allow_insecure_http);
            let again = BaseUrl::parse(base.as_str(), allow_insecure_http);
            assert_eq!(again.as_ref().ok(), Some(base), "it is read as it is written");
            is_chosen(base, proxy.as_ref().ok());
            let id = if instance.is_ok() { self.instance } else { INSTANCE };
            let filter = |name: &&str| (format!("filter[{name}]"), self.filter.to_owned());
            let query: Vec<_> = filters.iter().flatten().map(filter).collect();
            let uri = base.join(&format!("/{id}/health"), &query);
            assert_eq!(uri.authority().map(|it| it.as_str()), Some(base.authority()));
            assert!(uri.path().ends_with(&format!("/{id}/health")), "{uri}");
            uri
        });
        let mut all = vec![
            base.err(),
            proxy.err(),
            instance.err(),
            argument::token(self.token).err(),
            argument::phone(self.phone).err(),
            argument::name(self.name).err(),
            argument::webhook_url(self.webhook_url).err(),
        ];
        all.extend(filters.map(Result::err));
        (all.into_iter().flatten().collect(), uri)
    }
}

fn with_credential<T>(act: impl FnOnce(&Credential) -> T) -> T {
    thread_local! {
        static TOKENS: Tokens = Tokens::new(
            Token::from(TOKEN),
            BaseUrl::parse("https://app.hypersender.com/api/whatsapp/v2", false).expect("a good URL"),
            Clock::virtual_time(),
        )
        .expect("a good token");
    }
    TOKENS.with(|tokens| act(&tokens.known().expect("a token that was given")))
}
