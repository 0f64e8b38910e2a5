//! How the service is reached, and in whose name.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use hypersender::{CaCertificate, Client, ClientBuilder, HostRoots, Token};

use super::token::TokenSource;
use crate::environment;
use crate::failure::Failure;
use crate::reading::{aside, is_pipe, whole};

/// How the service is reached.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct Service {
    /// A file with the token, in place of `HYPERSENDER_TOKEN`; `-` is the standard input. A token is
    /// never an argument: other users would see it in the list of processes
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,

    /// Where the service is, in place of `HYPERSENDER_BASE_URL`
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// A proxy, in place of those in `HTTPS_PROXY` and `ALL_PROXY`. One with a password belongs into
    /// these variables, since others can see arguments
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,

    /// A PEM file with certificates to trust beside the machine's own
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_certificate: Option<PathBuf>,

    /// Permit http:// to other machines, with the token in the clear
    #[arg(long)]
    pub(crate) allow_insecure_http: bool,

    /// What the language that offers this command trusts beside the machine.
    #[arg(skip)]
    pub(crate) host_roots: HostRoots,
}

impl Service {
    /// A client with these settings, the token included.
    pub(crate) async fn client(&self, timeout: Option<Duration>) -> Result<Client, Failure> {
        let (token, _) = TokenSource::of(self.token_file.as_deref()).token().await?;
        let mut builder = self.builder(token, timeout);
        if let Some(authority) = self.authority().await? {
            builder = builder.ca_certificate(authority);
        }
        Ok(builder.build()?)
    }

    /// The certificates to trust. A pipe is read here, once.
    pub(crate) async fn authority(&self) -> Result<Option<CaCertificate>, Failure> {
        let Some(path) = self.ca_certificate.clone() else { return Ok(None) };
        if !is_pipe(&path) {
            return Ok(Some(path.into()));
        }
        let read = move || {
            whole(&path).map_err(|error| {
                let name = path.display();
                let why = format!("The CA certificate file {name} can't be read: {error}.");
                Failure::argument("ca_certificate", why)
            })
        };
        Ok(Some(aside(read).await?.into()))
    }

    /// The same before it is built, with a token from elsewhere and no certificates yet.
    pub(crate) fn builder(&self, token: Token, timeout: Option<Duration>) -> ClientBuilder {
        let mut builder = Client::builder(token)
            .user_agent(concat!("hypersender-cli/", env!("CARGO_PKG_VERSION")))
            .allow_insecure_http(self.allow_insecure_http)
            .host_roots(self.host_roots.clone());
        if let Some(timeout) = timeout {
            builder = builder.timeout(timeout);
        }
        if let Some(url) = self.base_url() {
            builder = builder.base_url(url);
        }
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy);
        }
        builder
    }

    /// The address, if it is not the service's own.
    pub(crate) fn base_url(&self) -> Option<String> {
        self.base_url
            .clone()
            .or_else(|| environment::first(&hypersender::BASE_URL_VARIABLES).map(|(_, url)| url))
    }
}
