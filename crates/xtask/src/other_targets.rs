//! A compiler with the source of its standard library: it compiles for targets whose standard
//! library this machine does not have. Debian's, unpacked into a folder and not installed, so that
//! it gets in nobody's way.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::process::{output, run};
use crate::tool;

/// What has to be asked of cargo beside: this builds the standard library, too.
pub(crate) const BUILD_STD: &str = "-Zbuild-std=std,panic_abort";

/// The packages that are wanted: the compiler for web browsers, which is newer than the other one.
const WANTED: [&str; 2] = ["rustc-web", "rust-web-src"];

/// The packages among their dependencies that the machine has not got already.
const BESIDE: [&str; 2] = ["libstd-rust-web", "libllvm"];

/// What else the compiler is linked to, should the machine be without it.
const LIBRARIES: &[&str] = &["libedit2", "libxml2", "libz3-4"];

/// Parts of the source that no program is built from: nearly half of the space.
const UNUSED: [&str; 2] = ["lib/rustlib/src/rust/compiler", "lib/rustlib/src/rust/src"];

/// Debian's compiler.
#[derive(Debug)]
pub(crate) struct OtherRust {
    folder: PathBuf,
}

impl OtherRust {
    /// The one that is in the user's cache, or comes there now: about 140 MB.
    pub(crate) fn fetched() -> Result<Self, String> {
        let version = candidate()?;
        let kept = cache::folder()?.join(format!("rust-{version}"));
        let rust = Self { folder: kept.join("usr") };
        if !kept.exists() {
            unpack(&kept)?;
        }
        if rust.version().is_err() {
            tool::install(LIBRARIES)?;
            rust.version()?;
        }
        Ok(rust)
    }

    /// Lets `command`, which is cargo or something that calls it, use this compiler.
    pub(crate) fn serve<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        // The source is that of a stable compiler, which builds no standard library unless told to.
        command.env("RUSTC", self.folder.join("bin/rustc")).env("RUSTC_BOOTSTRAP", "1");
        // That it was started as another toolchain's is no affair of this one.
        command.env_remove("RUSTUP_TOOLCHAIN").env("LD_LIBRARY_PATH", self.libraries())
    }

    fn version(&self) -> Result<String, String> {
        let mut rustc = Command::new(self.folder.join("bin/rustc"));
        output(rustc.arg("--version").env("LD_LIBRARY_PATH", self.libraries()))
    }

    fn libraries(&self) -> PathBuf {
        self.folder.join("lib").join(format!("{}-linux-gnu", std::env::consts::ARCH))
    }
}

/// The version that would be fetched: of a list of packages that may be missing on a new machine.
fn candidate() -> Result<String, String> {
    let known = || -> Result<Option<String>, String> {
        let told = output(Command::new("apt-cache").args(["policy", WANTED[0]]))?;
        Ok(version_in(&told))
    };
    if let Some(version) = known()? {
        return Ok(version);
    }
    tool::update()?;
    known()?.ok_or_else(|| format!("Debian has no package `{}` for this machine", WANTED[0]))
}

/// The candidate in what `apt-cache policy` prints, as the name of a folder.
fn version_in(told: &str) -> Option<String> {
    let version = told.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    let plain = |c: char| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { '_' };
    (version != "(none)").then(|| version.chars().map(plain).collect())
}

/// Fetches the packages and unpacks them into `kept`, which is there as a whole or not at all.
fn unpack(kept: &Path) -> Result<(), String> {
    let wrong = |error: std::io::Error| format!("{}: {error}", kept.display());
    let folder = kept.with_extension(format!("{}.part", std::process::id()));
    let root = folder.join("root");
    fs::create_dir_all(&root).map_err(wrong)?;

    let recurse = ["depends", "--recurse", "--important"];
    let tree = output(Command::new("apt-cache").args(recurse).args(WANTED))?;
    let mut download = Command::new("apt-get");
    download.args(["download", "--quiet=2"]).args(packages(&tree)).current_dir(&folder);
    run(&mut download)?;
    for file in fs::read_dir(&folder).map_err(wrong)?.filter_map(Result::ok) {
        if file.path().extension().is_some_and(|extension| extension == "deb") {
            run(Command::new("dpkg-deb").arg("--extract").arg(file.path()).arg(&root))?;
        }
    }
    for part in UNUSED {
        let part = root.join("usr").join(part);
        fs::remove_dir_all(&part).map_err(|error| format!("{}: {error}", part.display()))?;
    }
    // Another process may have been quicker.
    if !kept.exists() {
        fs::rename(&root, kept).map_err(wrong)?;
    }
    fs::remove_dir_all(&folder).map_err(wrong)
}

/// The packages to fetch, of the tree that apt-cache prints.
fn packages(tree: &str) -> Vec<&str> {
    let own = |name: &&str| {
        WANTED.contains(name) || BESIDE.iter().any(|beginning| name.starts_with(beginning))
    };
    tree.lines().filter(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_names_the_folder() {
        let policy = "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0+dfsg1-1~deb12u2\n";
        assert_eq!(version_in(policy).as_deref(), Some("1.96.0_dfsg1-1_deb12u2"));
        assert_eq!(version_in("rustc-web:\n  Candidate: (none)\n"), None);
        assert_eq!(version_in(""), None);
    }

    #[test]
    fn only_the_compilers_own_packages_are_fetched() {
        let tree =
            "rustc-web\n  Depends: libc6\nlibstd-rust-web-1.96\nlibc6\nlibllvm22\nrust-web-src\n";
        let expected = ["rustc-web", "libstd-rust-web-1.96", "libllvm22", "rust-web-src"];
        assert_eq!(packages(tree), expected);
    }
}
