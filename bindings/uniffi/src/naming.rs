//! How the host's language writes the names of arguments and options, which errors tell.

use std::sync::OnceLock;

use hypersender::{Error, Naming};

/// The one of this process: it has one host, which says so as it loads this library.
static LANGUAGE: OnceLock<Naming> = OnceLock::new();

/// A language that this library serves.
#[derive(Debug, Clone, Copy, uniffi::Enum)]
pub enum HostLanguage {
    /// Kotlin, and Java.
    Kotlin,
    /// Swift.
    Swift,
}

/// Errors name arguments and options as that language does, from now on.
#[uniffi::export]
pub fn speak(language: HostLanguage) {
    let _ = LANGUAGE.set(match language {
        HostLanguage::Kotlin => Naming::Kotlin,
        HostLanguage::Swift => Naming::Swift,
    });
}

/// The error in the words of the host; before it has spoken, in those of the core.
pub(crate) fn in_its_words(error: &Error) -> Error {
    match LANGUAGE.get() {
        Some(language) => error.named(*language),
        None => error.clone(),
    }
}
