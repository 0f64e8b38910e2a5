//! Variables of the environment.

/// The first of these that is set to something, as the library has it. What is not UTF-8 is no value
/// of ours.
pub(crate) fn first(names: &[&'static str]) -> Option<(&'static str, String)> {
    hypersender::first_variable(names, |name| std::env::var(name).ok())
}
