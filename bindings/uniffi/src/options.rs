//! What a host may set. Numbers come as the host has them; the core says what is acceptable.

use std::path::PathBuf;
use std::time::Duration;

use hypersender::{
    CaCertificate, ClientBuilder, Cooldown, LinkOptions, RequestNewQrCode, Result, seconds,
};

/// The settings of a client. What is absent has the core's default; durations are seconds. URLs may
/// hold a password, so it does not print them.
#[derive(Clone, Default, uniffi::Record)]
pub struct ClientRecord {
    /// Where the service is.
    #[uniffi(default)]
    pub base_url: Option<String>,
    /// The time of one call in all.
    #[uniffi(default)]
    pub timeout: Option<f64>,
    /// The time for making a connection.
    #[uniffi(default)]
    pub connect_timeout: Option<f64>,
    /// How often a request is repeated that may be.
    #[uniffi(default)]
    pub max_retries: Option<i64>,
    /// What a request for a code does while the minute is not over.
    #[uniffi(default)]
    pub cooldown: Option<CooldownChoice>,
    /// A proxy's URL.
    #[uniffi(default)]
    pub proxy: Option<String>,
    /// Certificates to trust beside the machine's.
    #[uniffi(default)]
    pub ca_certificate: Option<CertificateSource>,
    /// What is added to the user agent.
    #[uniffi(default)]
    pub user_agent: Option<String>,
    /// Whether plain http to other hosts is permitted.
    #[uniffi(default)]
    pub allow_insecure_http: bool,
}

impl std::fmt::Debug for ClientRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientRecord")
    }
}

/// Certificates in PEM form.
#[derive(Clone, uniffi::Enum)]
pub enum CertificateSource {
    /// The text itself.
    Pem {
        /// The text.
        pem: Vec<u8>,
    },
    /// A file with it.
    File {
        /// The file's path.
        path: String,
    },
}

impl std::fmt::Debug for CertificateSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CertificateSource")
    }
}

/// What a request for a code does while the minute after the last one is not over.
#[derive(Debug, Clone, Copy, uniffi::Enum)]
pub enum CooldownChoice {
    /// It fails at once.
    Raise,
    /// It waits.
    Wait,
    /// It is sent all the same.
    Off,
}

impl From<CooldownChoice> for Cooldown {
    fn from(choice: CooldownChoice) -> Self {
        match choice {
            CooldownChoice::Raise => Self::Raise,
            CooldownChoice::Wait => Self::Wait,
            CooldownChoice::Off => Self::Off,
        }
    }
}

impl ClientRecord {
    pub(crate) fn apply(self, mut builder: ClientBuilder) -> Result<ClientBuilder> {
        /// Hands what was given to the builder, and leaves it alone otherwise.
        macro_rules! set {
            ($($method:ident = $value:expr;)*) => {
                $(if let Some(value) = $value { builder = builder.$method(value); })*
            };
        }
        set! {
            base_url = self.base_url;
            timeout = self.timeout.map(|given| seconds("timeout", given)).transpose()?;
            connect_timeout =
                self.connect_timeout.map(|given| seconds("connect_timeout", given)).transpose()?;
            max_retries =
                self.max_retries.map(|given| hypersender::count("max_retries", given)).transpose()?;
            cooldown = self.cooldown.map(Cooldown::from);
            proxy = self.proxy;
            ca_certificate = self.ca_certificate.map(CaCertificate::from);
            user_agent = self.user_agent;
        }
        Ok(builder.allow_insecure_http(self.allow_insecure_http))
    }
}

impl From<CertificateSource> for CaCertificate {
    fn from(source: CertificateSource) -> Self {
        match source {
            CertificateSource::Pem { pem } => Self::Pem(pem),
            CertificateSource::File { path } => Self::File(PathBuf::from(path)),
        }
    }
}

/// What belongs to one call: its timeout in seconds, and for a request for a code the rest.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct CallRecord {
    /// The time of this call in all.
    #[uniffi(default)]
    pub timeout: Option<f64>,
    /// What to do while the minute is not over.
    #[uniffi(default)]
    pub cooldown: Option<CooldownChoice>,
    /// The longest wait for the minute to be over.
    #[uniffi(default)]
    pub max_wait: Option<f64>,
}

impl CallRecord {
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.timeout.map(duration)
    }

    pub(crate) fn apply(&self, mut request: RequestNewQrCode) -> RequestNewQrCode {
        if let Some(timeout) = self.timeout() {
            request = request.timeout(timeout);
        }
        if let Some(cooldown) = self.cooldown {
            request = request.cooldown(cooldown.into());
        }
        match self.max_wait {
            Some(wait) => request.max_wait(duration(wait)),
            None => request,
        }
    }
}

/// Which instances to list.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct ListFilter {
    /// By id.
    #[uniffi(default)]
    pub uuid: Option<String>,
    /// By a part of the name.
    #[uniffi(default)]
    pub name: Option<String>,
    /// By phone number.
    #[uniffi(default)]
    pub phone: Option<String>,
    /// By status.
    #[uniffi(default)]
    pub status: Option<String>,
}

/// What a session is run with.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct LinkRecord {
    /// How long it may take, in seconds.
    #[uniffi(default)]
    pub timeout: Option<f64>,
    /// How many codes are shown at most.
    #[uniffi(default)]
    pub max_qr_codes: Option<i64>,
    /// How long a code is shown, in seconds.
    #[uniffi(default)]
    pub qr_lifetime: Option<f64>,
    /// Whether an instance that failed for good is restarted, once.
    #[uniffi(default)]
    pub restart_on_failed: bool,
}

impl From<LinkRecord> for LinkOptions {
    fn from(record: LinkRecord) -> Self {
        let mut options = Self::default().restart_on_failed(record.restart_on_failed);
        if let Some(timeout) = record.timeout {
            options = options.timeout(duration(timeout));
        }
        if let Some(lifetime) = record.qr_lifetime {
            options = options.qr_lifetime(duration(lifetime));
        }
        match record.max_qr_codes {
            // No code at all, and fewer, are refused alike.
            Some(codes) if codes < 1 => options.max_qr_codes(0),
            Some(codes) => options.max_qr_codes(u32::try_from(codes).unwrap_or(u32::MAX)),
            None => options,
        }
    }
}

/// A number of seconds that is no duration is none at all, which the core refuses by its name and
/// with all that belongs to an error of that operation.
fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
