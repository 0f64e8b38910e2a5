//! The certificate authority that clients of the scenarios are told to trust, and the
//! certificates that they are right to refuse.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;

use crate::format::Tls;

/// An authority of one process, and the file with its certificate.
#[derive(Debug)]
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    stranger: Issuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    pub(crate) fn new() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let (issuer, pem) = authority("Scenario authority").map_err(io::Error::other)?;
        let (stranger, _) = authority("Another authority").map_err(io::Error::other)?;
        std::fs::write(pem_file(folder.path()), pem)?;
        Ok(Self { issuer, stranger, folder })
    }

    /// The file with its certificate.
    pub(crate) fn pem_file(&self) -> PathBuf {
        pem_file(self.folder.path())
    }

    /// TLS with a certificate of that kind.
    pub(super) fn acceptor(&self, kind: Tls) -> io::Result<TlsAcceptor> {
        let (certificate, key) = self.certificate(kind).map_err(io::Error::other)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .map_err(io::Error::other)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    fn certificate(
        &self,
        kind: Tls,
    ) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), rcgen::Error> {
        let host = if kind == Tls::WrongHost { "elsewhere.invalid" } else { "127.0.0.1" };
        let mut params = CertificateParams::new(vec![host.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, host);
        params.use_authority_key_identifier_extension = kind != Tls::SelfSigned;
        params.key_usages.push(KeyUsagePurpose::DigitalSignature);
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(if kind == Tls::Expired { 2021 } else { 2999 }, 1, 1);
        let key = KeyPair::generate()?;
        let certificate = match kind {
            Tls::SelfSigned => params.self_signed(&key)?,
            Tls::UnknownCa => params.signed_by(&key, &self.stranger)?,
            _ => params.signed_by(&key, &self.issuer)?,
        };
        let key = PrivateKeyDer::try_from(key.serialize_der())
            .map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
        Ok((certificate.der().clone(), key))
    }
}

fn pem_file(folder: &Path) -> PathBuf {
    folder.join("ca.pem")
}

fn authority(name: &str) -> Result<(Issuer<'static, KeyPair>, String), rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2999, 1, 1);
    let key = KeyPair::generate()?;
    let pem = params.self_signed(&key)?.pem();
    Ok((Issuer::new(params, key), pem))
}
