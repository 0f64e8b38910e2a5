//! A new connection to the service: the name looked up, TCP, a proxy's handshake, TLS.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, Ready, ready};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::TryFutureExt;
use futures_util::future::MapErr;
use http::{HeaderMap, HeaderValue, Uri, header};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiAddrs, GaiFuture, GaiResolver, Name};
use hyper_util::client::legacy::connect::proxy::{SocksV4, SocksV5, Tunnel};
use hyper_util::client::proxy::matcher::Intercept;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::connection::{Connection, Stream};
use super::proxy::{Route, Socks, SocksVersion, is_https};

/// A connection that nothing comes from is looked at after this time, and, where the system lets one
/// say so, given up after three more: so one that a sleeping machine or a forgetful router has lost is
/// noticed.
const SILENCE: Duration = Duration::from_secs(15);
const LOOKS: u32 = 3;

/// What was sent has to be acknowledged within this time.
#[cfg(any(target_os = "android", target_os = "linux"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Where a SOCKS proxy listens if nothing is said: curl takes the same.
const SOCKS_PORT: u16 = 1080;

pub(super) type BoxError = Box<dyn StdError + Send + Sync>;

/// What hyper-util's tunnel fails with, which has no public name.
type TunnelError = <Tunnel<There> as Service<Uri>>::Error;

type Opening = Pin<Box<dyn Future<Output = Result<Connection, BoxError>> + Send>>;

/// Makes the connections of one client.
#[derive(Clone)]
pub(super) struct Connector(Arc<Inner>);

struct Inner {
    tcp: HttpConnector<Resolver>,
    tls: Option<Arc<ClientConfig>>,
    route: Route,
    timeout: Duration,
    user_agent: HeaderValue,
}

impl Connector {
    /// One that takes at most `timeout` for a connection.
    pub(super) fn new(
        route: Route,
        tls: Option<Arc<ClientConfig>>,
        timeout: Duration,
        user_agent: HeaderValue,
    ) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(timeout)); // of which each address gets its share
        tcp.set_keepalive(Some(SILENCE));
        tcp.set_keepalive_interval(Some(SILENCE));
        tcp.set_keepalive_retries(Some(LOOKS));
        #[cfg(any(target_os = "android", target_os = "linux"))]
        tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        Self(Arc::new(Inner { tcp, tls, route, timeout, user_agent }))
    }
}

impl Service<Uri> for Connector {
    type Response = Connection;
    type Error = BoxError;
    type Future = Opening;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, service: Uri) -> Opening {
        let Self(inner) = self.clone();
        Box::pin(async move { inner.open(&service).await })
    }
}

impl Inner {
    async fn open(&self, service: &Uri) -> Result<Connection, BoxError> {
        let latest = Instant::now() + self.timeout;
        let stream = match timeout_at(latest, self.way(service)).await {
            Ok(stream) => stream?,
            Err(elapsed) => return Err(self.on_the_way(elapsed)),
        };
        if let Route::Forward(_) = self.route {
            return Ok(Connection::forwarding(stream));
        }
        Ok(Connection::straight(timeout_at(latest, self.secured(stream, service)).await??))
    }

    /// The way to the service, or to a proxy that goes it for each request.
    async fn way(&self, service: &Uri) -> Result<Box<dyn Stream>, BoxError> {
        match &self.route {
            Route::Straight => self.tcp(service).await,
            Route::Forward(proxy) => Ok(self.at_proxy(proxy.uri()).await?),
            Route::Tunnel(proxy) => Ok(self.tunnel(proxy, service).await?),
            Route::Socks(proxy, socks) => self.socks(proxy, *socks, service).await,
        }
    }

    /// Whose fault it is that the way took too long.
    fn on_the_way(&self, elapsed: Elapsed) -> BoxError {
        match self.route {
            Route::Straight => elapsed.into(),
            _ => AtProxy::Failed(elapsed.into()).into(),
        }
    }

    async fn tcp(&self, to: &Uri) -> Result<Box<dyn Stream>, BoxError> {
        Ok(Box::new(self.tcp.clone().call(to.clone()).await?))
    }

    /// `stream`, with TLS if the URL says so.
    async fn secured(
        &self,
        stream: Box<dyn Stream>,
        to: &Uri,
    ) -> Result<Box<dyn Stream>, BoxError> {
        if !is_https(to) {
            return Ok(stream);
        }
        let tls = self.tls.clone().expect("a route that needs TLS has it");
        let name = ServerName::try_from(host(to).to_owned())?;
        let stream = TlsConnector::from(tls).connect(name, TokioIo::new(stream)).await?;
        Ok(Box::new(TokioIo::new(stream)))
    }

    async fn at_proxy(&self, proxy: &Uri) -> Result<Box<dyn Stream>, AtProxy> {
        let stream = self.tcp(proxy).await.map_err(AtProxy::Failed)?;
        self.secured(stream, proxy).await.map_err(AtProxy::Failed)
    }

    async fn tunnel(&self, proxy: &Intercept, to: &Uri) -> Result<Box<dyn Stream>, AtProxy> {
        let there = There(Some(self.at_proxy(proxy.uri()).await?));
        let headers = HeaderMap::from_iter([(header::USER_AGENT, self.user_agent.clone())]);
        let mut tunnel = Tunnel::new(proxy.uri().clone(), there).with_headers(headers);
        if let Some(authorization) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        tunnel.call(to.clone()).await.map_err(|error| match error {
            TunnelError::ProxyAuthRequired => AtProxy::WantsPassword,
            error => AtProxy::Failed(error.into()),
        })
    }

    async fn socks(
        &self,
        proxy: &Intercept,
        socks: Socks,
        to: &Uri,
    ) -> Result<Box<dyn Stream>, BoxError> {
        let to = if socks.resolves_here {
            with_host(to, &resolved(to, socks.version).await?)?
        } else {
            with_host(to, host(to))?
        };
        let at =
            with_port(proxy.uri(), SOCKS_PORT).map_err(|error| AtProxy::Failed(error.into()))?;
        let there = There(Some(self.at_proxy(&at).await?));
        let connected = match (socks.version, proxy.raw_auth()) {
            (SocksVersion::Four, _) => SocksV4::new(at, there).call(to).await,
            (SocksVersion::Five, None) => SocksV5::new(at, there).call(to).await,
            (SocksVersion::Five, Some((user, password))) => {
                let five = SocksV5::new(at, there);
                five.with_auth(user.to_owned(), password.to_owned()).call(to).await
            }
        };
        Ok(connected.map_err(|error| AtProxy::Failed(error.into()))?)
    }
}

/// The host without the brackets that an IPv6 address has in a URL.
fn host(uri: &Uri) -> &str {
    let host = uri.host().unwrap_or_default();
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// The first address of the host that a proxy of this version understands.
async fn resolved(uri: &Uri, version: SocksVersion) -> Result<String, BoxError> {
    let host = host(uri);
    if host.parse::<IpAddr>().is_ok() {
        return Ok(host.to_owned());
    }
    let mut addresses = Resolver(GaiResolver::new()).call(host.parse()?).await?;
    let understood = |address: &SocketAddr| match version {
        SocksVersion::Four => address.is_ipv4(),
        SocksVersion::Five => true,
    };
    let first =
        addresses.find(understood).ok_or_else(|| Unresolved(io::ErrorKind::NotFound.into()))?;
    Ok(first.ip().to_string())
}

/// `uri` with another host, and its port said.
fn with_host(uri: &Uri, host: &str) -> Result<Uri, http::Error> {
    let port = uri.port_u16().unwrap_or(if is_https(uri) { 443 } else { 80 });
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    at(&format!("{host}:{port}"))
}

/// `uri`, and its port said.
fn with_port(uri: &Uri, usual: u16) -> Result<Uri, http::Error> {
    let (host, port) = (uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(usual));
    at(&format!("{host}:{port}"))
}

fn at(authority: &str) -> Result<Uri, http::Error> {
    Uri::builder().scheme("http").authority(authority).path_and_query("/").build()
}

/// Looks up names as the system does.
#[derive(Clone)]
struct Resolver(GaiResolver);

impl Service<Name> for Resolver {
    type Response = GaiAddrs;
    type Error = Unresolved;
    type Future = MapErr<GaiFuture, fn(io::Error) -> Unresolved>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Unresolved>> {
        self.0.poll_ready(context).map_err(Unresolved)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        self.0.call(name).map_err(Unresolved)
    }
}

/// A connection that is made already, for those who shake hands over it.
struct There(Option<Box<dyn Stream>>);

impl Service<Uri> for There {
    type Response = Box<dyn Stream>;
    type Error = Infallible;
    type Future = Ready<Result<Box<dyn Stream>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        ready(Ok(self.0.take().expect("it is asked for once")))
    }
}

/// A name that does not resolve.
#[derive(Debug)]
pub(super) struct Unresolved(io::Error);

/// What went wrong on the way to a proxy, or with it.
#[derive(Debug)]
pub(super) enum AtProxy {
    /// 407: it has got none, or another one.
    WantsPassword,
    Failed(BoxError),
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name does not resolve")
    }
}

impl fmt::Display for AtProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WantsPassword => "the proxy wants a password",
            Self::Failed(_) => "the proxy did not connect",
        })
    }
}

impl StdError for Unresolved {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

impl StdError for AtProxy {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::WantsPassword => None,
            Self::Failed(why) => Some(&**why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socks_proxy_listens_where_curl_expects_it() {
        for (proxy, at) in [
            ("socks5://one.example", "one.example:1080"),
            ("socks5h://[::1]", "[::1]:1080"),
            ("socks5h://one.example:9", "one.example:9"),
        ] {
            let uri = with_port(&proxy.parse().unwrap(), SOCKS_PORT).unwrap();
            assert_eq!(uri.authority().unwrap(), at);
        }
    }

    #[test]
    fn a_socks_proxy_is_told_host_and_port() {
        for (service, host, told) in [
            ("https://one.example", "one.example", "one.example:443"),
            ("http://one.example", "192.0.2.1", "192.0.2.1:80"),
            ("http://one.example:8080", "::1", "[::1]:8080"),
        ] {
            let uri = with_host(&service.parse().unwrap(), host).unwrap();
            assert_eq!(uri.authority().unwrap(), told);
        }
    }
}
