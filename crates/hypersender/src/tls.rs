//! Whom to trust: the machine's certificate store, Mozilla's roots where there is none, and what
//! the caller adds.

mod host;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::{Error, ErrorKind, Result, redact};
pub use host::HostRoots;

/// The largest file of certificates: many times all that the world trusts.
const LARGEST: u64 = 4 * 1024 * 1024;

/// The most characters of a path that a message names: the systems allow no more.
const LONGEST_PATH: usize = 4096;

/// Certificates to trust beside the machine's own: PEM text, or a file that holds it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CaCertificate {
    /// The PEM text itself.
    Pem(Vec<u8>),
    /// A file with PEM text, read when the client is made: no pipe, and of 4 MiB at most.
    File(PathBuf),
}

impl From<Vec<u8>> for CaCertificate {
    fn from(pem: Vec<u8>) -> Self {
        Self::Pem(pem)
    }
}

impl From<&[u8]> for CaCertificate {
    fn from(pem: &[u8]) -> Self {
        Self::Pem(pem.to_vec())
    }
}

impl From<PathBuf> for CaCertificate {
    fn from(file: PathBuf) -> Self {
        Self::File(file)
    }
}

impl From<&Path> for CaCertificate {
    fn from(file: &Path) -> Self {
        Self::File(file.to_owned())
    }
}

impl From<&str> for CaCertificate {
    /// PEM text, or the path of a file: of a text in which nothing begins.
    fn from(text: &str) -> Self {
        if text.contains("-----BEGIN") {
            Self::Pem(text.as_bytes().to_vec())
        } else {
            Self::File(text.into())
        }
    }
}

impl CaCertificate {
    /// The certificates in it; an error that names the file, if there is none or one is broken.
    pub(crate) fn read(&self) -> Result<Vec<CertificateDer<'static>>> {
        let refuse = |why: String| Error::invalid_argument("ca_certificate", why);
        let (pem, name) = match self {
            Self::Pem(pem) => (pem.clone(), "The CA certificate".to_owned()),
            Self::File(path) if path.as_os_str().is_empty() => {
                return Err(refuse("The CA certificate is empty.".to_owned()));
            }
            Self::File(path) => {
                let path_shown = redact::shown(&path.to_string_lossy(), LONGEST_PATH);
                let name = format!("The CA certificate file {path_shown}");
                let pem = whole(path)
                    .map_err(|error| refuse(format!("{name} can't be read: {error}.")))?;
                (pem, name)
            }
        };
        let certificates = CertificateDer::pem_slice_iter(&pem)
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|_| refuse(format!("{name} is not valid PEM.")))?;
        if certificates.is_empty() {
            return Err(refuse(format!("{name} holds no certificate in PEM form.")));
        }
        let mut store = RootCertStore::empty();
        for certificate in &certificates {
            store.add(certificate.clone()).map_err(|_| {
                refuse(format!("{name} holds something that is not a certificate."))
            })?;
        }
        Ok(certificates)
    }
}

/// What is in a file. A pipe could keep whoever makes a client waiting, and a device have no end.
fn whole(path: &Path) -> io::Result<Vec<u8>> {
    let refuse = |why: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, why.to_owned()));
    if !std::fs::metadata(path).map_err(|error| in_words(&error))?.is_file() {
        return refuse("it is a folder, a pipe or a device");
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| in_words(&error))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| in_words(&error))?;
    if bytes.len() as u64 > LARGEST {
        return refuse("it is larger than 4 MiB");
    }
    Ok(bytes)
}

/// What the system says, as part of a sentence: without the number that Rust adds to it.
fn in_words(error: &io::Error) -> io::Error {
    let said = error.to_string();
    let words = said.split(" (os error ").next().unwrap_or_default().trim_end_matches('.');
    io::Error::new(error.kind(), words.to_owned())
}

/// The TLS configuration of a client. The one without additions costs milliseconds and megabytes,
/// so the process has it once, from its first https call on.
pub(crate) fn configuration(added: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>> {
    static SHARED: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    #[cfg(target_os = "android")]
    static SYSTEM: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if !added.is_empty() {
        return with_added(added);
    }
    let shared = &SHARED;
    #[cfg(target_os = "android")]
    let shared = if crate::android::trusts_the_system() { &SYSTEM } else { shared };
    if let Some(shared) = shared.get() {
        return Ok(Arc::clone(shared));
    }
    #[cfg(target_os = "android")]
    if crate::android::trusts_the_system() {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let system = Verifier::new(provider).map_err(internal)?;
        crate::android::can_ask(&system)?;
    }
    let built = build(&[])?;
    Ok(Arc::clone(shared.get_or_init(|| built)))
}

/// The last one with additions is kept, too: most programs add the same to each of their clients.
fn with_added(added: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>> {
    type Kept = Option<(Vec<CertificateDer<'static>>, Arc<ClientConfig>)>;
    static LAST: Mutex<Kept> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, config)) = &*last
        && known == added
    {
        return Ok(Arc::clone(config));
    }
    let built = build(added)?;
    *last = Some((added.to_vec(), Arc::clone(&built)));
    Ok(built)
}

fn internal(error: rustls::Error) -> Error {
    Error::new(ErrorKind::Internal, "TLS could not be set up.").with_source(Arc::new(error))
}

fn build(added: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(internal)?
        .dangerous() // rustls's word for "a verifier of one's own"; this one verifies
        .with_custom_certificate_verifier(verifier(&provider, added).map_err(internal)?)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The platform's verifier. It can't be made where the machine has no certificate store at all (a
/// container made from scratch): there Mozilla's roots stand in.
#[cfg(not(target_os = "android"))]
fn verifier(
    provider: &Arc<CryptoProvider>,
    added: &[CertificateDer<'static>],
) -> std::result::Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    // With additions it would be content with an empty store, so it is asked without them too.
    let has_store = added.is_empty() || Verifier::new(Arc::clone(provider)).is_ok();
    let platform = Verifier::new_with_extra_roots(added.iter().cloned(), Arc::clone(provider));
    if let (true, Ok(verifier)) = (has_store, platform) {
        return Ok(Arc::new(verifier));
    }
    mozilla(provider, added)
}

/// Mozilla's roots, unless the program has said that the system is to decide. What the system
/// decides can't be added to there.
#[cfg(target_os = "android")]
fn verifier(
    provider: &Arc<CryptoProvider>,
    added: &[CertificateDer<'static>],
) -> std::result::Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    if added.is_empty() && crate::android::trusts_the_system() {
        return Ok(Arc::new(Verifier::new(Arc::clone(provider))?));
    }
    mozilla(provider, added)
}

fn mozilla(
    provider: &Arc<CryptoProvider>,
    added: &[CertificateDer<'static>],
) -> std::result::Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(added.iter().cloned());
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map(|verifier| verifier as Arc<dyn ServerCertVerifier>)
        .map_err(|error| rustls::Error::General(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_file_is_named() {
        let missing = CaCertificate::from(Path::new("no/such/ca.pem")).read().unwrap_err();
        assert_eq!(missing.argument(), Some("ca_certificate"));
        assert!(missing.to_string().contains("no/such/ca.pem"), "{missing}");
        let empty = CaCertificate::from("").read().unwrap_err();
        assert_eq!(empty.to_string(), "The CA certificate is empty.");
        for pem in [
            &b""[..],
            b"nothing",
            b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            assert_eq!(CaCertificate::from(pem).read().unwrap_err().code(), "invalid_argument");
        }
    }

    #[test]
    fn what_is_no_file_or_far_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let large = folder.path().join("large.pem");
        File::create(&large).unwrap().set_len(LARGEST + 1).unwrap();
        let why = |path: &Path| CaCertificate::from(path).read().unwrap_err().to_string();
        assert!(why(folder.path()).contains("a folder"), "{}", why(folder.path()));
        assert!(why(&large).contains("larger than 4 MiB"), "{}", why(&large));
        #[cfg(unix)]
        assert!(why(Path::new("/dev/zero")).contains("a device"));
    }

    #[test]
    fn a_text_is_pem_if_something_begins_in_it_and_a_path_otherwise() {
        let pem = CaCertificate::from("-----BEGIN CERTIFICATE-----");
        assert!(matches!(pem, CaCertificate::Pem(_)));
        let file = CaCertificate::from("certificates/ca.pem");
        assert!(
            matches!(file, CaCertificate::File(path) if path == Path::new("certificates/ca.pem"))
        );
    }

    #[test]
    fn mozillas_roots_stand_in_where_there_is_no_store() {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        assert!(mozilla(&provider, &[]).is_ok());
    }
}
