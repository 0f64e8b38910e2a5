//! What is different on Android: whom to trust is not known without the app's `Context`.

use std::sync::atomic::{AtomicBool, Ordering};

static READY: AtomicBool = AtomicBool::new(false);

/// Lets the system decide which certificates are trusted, in place of Mozilla's roots that are built
/// into this library: what an organisation installs on its phones then counts, and what Google
/// withdraws no longer does.
///
/// It counts for clients that make their first call afterwards; one with a certificate authority of its
/// own trusts that beside Mozilla's roots, as before. First, `rustls_platform_verifier::android` has to
/// be initialised with the app's `Context`, and the Kotlin part of that crate has to be a part of
/// the app; otherwise an https call panics.
pub fn trust_the_system() {
    READY.store(true, Ordering::Release);
}

pub(crate) fn trusts_the_system() -> bool {
    READY.load(Ordering::Acquire)
}
