//! Where what can be had again is kept from one clone to the next.

use std::path::PathBuf;

/// The folder of this project in the user's cache.
pub(crate) fn folder() -> Result<PathBuf, String> {
    let from_home = || std::env::home_dir().map(|home| home.join(".cache"));
    // As the specification of that variable has it, one that is not absolute counts for nothing.
    let named = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let base = named.filter(|base| base.is_absolute()).or_else(from_home);
    Ok(base.ok_or("this user has no folder for caches")?.join("hypersender"))
}
