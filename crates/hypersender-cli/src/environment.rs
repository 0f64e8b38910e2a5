//! Variables of the environment.

/// The first of these that is set to something, with its name. What is not UTF-8 is no value of
/// ours.
pub(crate) fn first(names: &[&'static str]) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| {
        let value = std::env::var(name).ok()?;
        (!value.trim().is_empty()).then_some((*name, value))
    })
}
