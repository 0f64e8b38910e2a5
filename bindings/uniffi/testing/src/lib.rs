//! The native library of `hypersender-uniffi` together with exports that prove its boundary: calls
//! that panic, that hang until they are cancelled, that fail with each error, that give back what
//! they were given. Only the tests of the Kotlin and the Swift package load it.

pub mod boundary;
pub mod samples;
pub mod scenarios;
pub mod vocabulary;

// What is shipped is exported from here, too.
hypersender_uniffi::uniffi_reexport_scaffolding!();
uniffi::setup_scaffolding!("hypersender_testing");
