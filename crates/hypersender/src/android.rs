//! What is different on Android: whom to trust is not known without the app's `Context`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

use crate::{Error, Result};

static READY: AtomicBool = AtomicBool::new(false);

/// Lets the system decide which certificates are trusted, in place of Mozilla's roots that are built
/// into this library: what an organisation installs on its phones then counts, and what Google
/// withdraws no longer does.
///
/// It counts for clients that make their first call afterwards; one with a certificate authority of its
/// own trusts that beside Mozilla's roots, as before. First, `rustls_platform_verifier::android` has to
/// be initialised with the app's `Context`, and the Kotlin part of that crate has to be a part of
/// the app; otherwise each call over https is an [`invalid_argument`](crate::ErrorKind::InvalidArgument)
/// that says so, and nothing is sent.
pub fn trust_the_system() {
    READY.store(true, Ordering::Release);
}

#[cfg(target_os = "android")]
pub(crate) fn trusts_the_system() -> bool {
    READY.load(Ordering::Acquire)
}

/// Whether the system can be asked. What asks it doesn't tell, and panics if it was not initialised, so
/// it is asked about a certificate that is none.
pub(crate) fn can_ask(system: &dyn ServerCertVerifier) -> Result<()> {
    let nothing = CertificateDer::from_slice(&[]);
    let name = ServerName::try_from("localhost").map_err(|_| refused())?;
    let ask = || system.verify_server_cert(&nothing, &[], &name, &[], UnixTime::now());
    match catch_unwind(AssertUnwindSafe(ask)) {
        // It has been asked, and liked it or not.
        Ok(Ok(_) | Err(rustls::Error::InvalidCertificate(_))) => Ok(()),
        _ => Err(refused()),
    }
}

fn refused() -> Error {
    Error::invalid_argument(
        "trust_the_system",
        "Android can't be asked about certificates: call \
         rustls_platform_verifier::android::init_with_env with the app's Context before \
         hypersender::android::trust_the_system (in Kotlin SystemCertificates.init does both), and \
         add rustls:rustls-platform-verifier to the app.",
    )
}

#[cfg(test)]
mod tests {
    use rustls::CertificateError::BadEncoding;
    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified};
    use rustls::{DigitallySignedStruct, SignatureScheme};

    use super::*;

    type Answer = std::result::Result<ServerCertVerified, rustls::Error>;

    #[derive(Debug)]
    struct System(fn() -> Answer);

    impl ServerCertVerifier for System {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Answer {
            self.0()
        }

        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
            unreachable!("nobody has signed anything")
        }

        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
            unreachable!("nobody has signed anything")
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            Vec::new()
        }
    }

    #[test]
    fn a_system_that_refuses_what_is_no_certificate_can_be_asked() {
        let system = System(|| Err(rustls::Error::InvalidCertificate(BadEncoding)));
        assert!(can_ask(&system).is_ok());
    }

    #[test]
    fn without_initialisation_or_its_part_in_kotlin_the_error_says_what_to_call() {
        let without_init = System(|| panic!("Expect rustls-platform-verifier to be initialized"));
        let without_part =
            System(|| Err(rustls::Error::General("failed to call native verifier".to_owned())));
        for system in [without_init, without_part] {
            let error = can_ask(&system).unwrap_err();
            assert_eq!(error.code(), "invalid_argument");
            assert_eq!(error.argument(), Some("trust_the_system"));
            for said in
                ["init_with_env", "SystemCertificates.init", "rustls:rustls-platform-verifier"]
            {
                assert!(error.to_string().contains(said), "{error}");
            }
        }
    }
}
