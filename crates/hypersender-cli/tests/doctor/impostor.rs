//! Servers that are not the service, or not as it should be.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hypersender::clock::Clock;
use hypersender_sandbox::wire::{Accept, Plain, Request, Response, Server};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Certificate {
    Expired,
    OfTheFuture,
    OfAnother,
    SelfSigned,
}

/// A server on a thread of its own, which ends with this.
pub(crate) struct Impostor {
    server: Server,
    scheme: &'static str,
    folder: TempDir,
    _runtime: Runtime,
}

impl Impostor {
    /// One that always answers so.
    pub(crate) fn answering(status: u16, content_type: &'static str, body: &'static str) -> Self {
        Self::start("http", Plain, move || Response::with_body(status, content_type, body))
    }

    /// One that answers as the service does, by a clock that is so many seconds ahead.
    pub(crate) fn with_a_clock(ahead: i64) -> Self {
        Self::start("http", Plain, move || {
            let by = Duration::from_secs(ahead.unsigned_abs());
            let now = SystemTime::now();
            let there = if ahead > 0 { now + by } else { now - by };
            Response::json(401, r#"{"message":"Unauthenticated."}"#)
                .header("Date", httpdate::fmt_http_date(there))
        })
    }

    /// One with a certificate that is to be refused.
    pub(crate) fn with(certificate: Certificate) -> Self {
        let (acceptor, authority) = tls(certificate);
        let impostor = Self::start("https", acceptor, || Response::json(401, "{}"));
        std::fs::write(impostor.authority(), authority).unwrap();
        impostor
    }

    fn start<A: Accept>(
        scheme: &'static str,
        accept: A,
        answer: impl Fn() -> Response + Send + Sync + 'static,
    ) -> Self {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build().unwrap();
        let answer = Arc::new(answer);
        let handler = move |_: Request| {
            let answer = Arc::clone(&answer);
            async move { answer().into() }
        };
        let server = runtime
            .block_on(Server::start("127.0.0.1:0", accept, Clock::system(), Arc::new(handler)))
            .unwrap();
        Self { server, scheme, folder: tempfile::tempdir().unwrap(), _runtime: runtime }
    }

    pub(crate) fn address(&self) -> String {
        format!("{}://{}", self.scheme, self.server.address())
    }

    /// The file with the authority behind its certificate.
    pub(crate) fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }
}

struct Tls(TlsAcceptor);

impl Accept for Tls {
    type Stream = TlsStream<TcpStream>;

    async fn accept(&self, tcp: TcpStream) -> std::io::Result<Self::Stream> {
        self.0.accept(tcp).await
    }

    fn tcp(stream: &Self::Stream) -> &TcpStream {
        stream.get_ref().0
    }
}

/// TLS with that certificate, and the PEM of the authority that signed it.
fn tls(kind: Certificate) -> (Tls, String) {
    let (issuer, pem) = authority();
    let name =
        if matches!(kind, Certificate::OfAnother) { "elsewhere.invalid" } else { "127.0.0.1" };
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let (from, until) = match kind {
        Certificate::Expired => (2020, 2021),
        Certificate::OfTheFuture => (2900, 2999),
        Certificate::OfAnother | Certificate::SelfSigned => (2020, 2999),
    };
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = match kind {
        Certificate::SelfSigned => params.self_signed(&key).unwrap(),
        _ => params.signed_by(&key, &issuer).unwrap(),
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (Tls(TlsAcceptor::from(Arc::new(config))), pem)
}

fn authority() -> (Issuer<'static, KeyPair>, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2999, 1, 1);
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    (Issuer::new(params, key), pem)
}
