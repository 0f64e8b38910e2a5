//! What the language that this library serves trusts by a setting of its own.

use std::io;
use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Certificates that the host language trusts beside the machine's own, such as those in the file
/// that Node's `NODE_EXTRA_CA_CERTS` names. They are the whole program's, and nobody who makes a
/// client knows them: so what of them can't be read is left out, and no error.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct HostRoots(pub(crate) Vec<CertificateDer<'static>>);

impl HostRoots {
    /// Those in a file of PEM text that can be read.
    ///
    /// # Errors
    /// If the file can't be read, or has none.
    pub fn read(path: &Path) -> io::Result<Self> {
        let pem = super::whole(path)?;
        let mut store = RootCertStore::empty();
        let certificates = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok);
        let usable: Vec<_> = certificates.filter(|it| store.add(it.clone()).is_ok()).collect();
        if usable.is_empty() {
            let why = "it holds no certificate in PEM form";
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        Ok(Self(usable))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKEN: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    fn file_with(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn what_can_be_read_of_a_file_is_trusted_and_the_rest_left_out() {
        let good = rcgen::generate_simple_self_signed(["ca.example".to_owned()]).unwrap();
        let file = file_with(&format!("{BROKEN}{}{BROKEN}", good.cert.pem()));
        assert_eq!(HostRoots::read(file.path()).unwrap().0, [good.cert.der().clone()]);
    }

    #[test]
    fn a_file_without_any_is_told() {
        for text in ["", "nothing", BROKEN] {
            let error = HostRoots::read(file_with(text).path()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        }
        let missing = HostRoots::read(Path::new("no/such/ca.pem")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        assert!(!missing.to_string().contains("os error"), "{missing}");
    }
}
