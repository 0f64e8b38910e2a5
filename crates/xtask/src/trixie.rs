//! Programs that are newer than the machine's: Debian trixie in a folder of the user's cache, made
//! once for each list of packages, from the mirror that apt uses here.
//!
//! Nothing stays mounted there: what is run in it sees the clone for as long as it runs, at the path
//! that it has outside, so that a path means the same on both sides.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::process::{output, run};
use crate::tool::{Tool, as_root};
use crate::workspace::Workspace;

/// What makes the folder.
pub(crate) const MMDEBSTRAP: Tool = Tool { program: "mmdebstrap", package: Some("mmdebstrap") };

/// Whose the folder is. Put together here, since it is no folder of this machine.
const HOME: &str = concat!("HOME=/", "root");

/// Makes everything visible to the program alone, and ends it when this program ends.
const IN_A_NAMESPACE: [&str; 4] = ["--mount", "--pid", "--fork", "--kill-child"];

/// Mounts the clone, `$2`, into the folder, `$1`, and goes there with all other words.
const SCRIPT: &str = r#"set -e
root=$1 clone=$2
shift 2
mount --bind "$clone" "$root$clone"
exec chroot "$root" /usr/bin/env -i "$@""#;

/// The folder.
pub(crate) struct Trixie<'a> {
    workspace: &'a Workspace,
    root: PathBuf,
}

impl<'a> Trixie<'a> {
    /// One with these packages. It takes a minute or two the first time.
    pub(crate) fn with(workspace: &'a Workspace, packages: &[&str]) -> Result<Self, String> {
        let root = cache::folder()?.join(name_of(packages));
        if !root.exists() {
            make(&root, packages)?;
        }
        Ok(Self { workspace, root })
    }

    /// A program of the folder that is to run in a folder of the clone, with these variables.
    pub(crate) fn command(
        &self,
        folder: &str,
        variables: &[(&str, &str)],
        program: &str,
    ) -> Result<Command, String> {
        let clone = self.workspace.root();
        let inside = self.root.join(clone.strip_prefix("/").map_err(|error| error.to_string())?);
        fs::create_dir_all(&inside).map_err(|error| format!("{}: {error}", inside.display()))?;
        let mut command = as_root("unshare");
        command.args(IN_A_NAMESPACE);
        command.arg(format!("--mount-proc={}", self.root.join("proc").display()));
        command.args(["bash", "-c", SCRIPT, "trixie"]).arg(&self.root).arg(clone);
        command.arg(format!("--chdir={}", clone.join(folder).display()));
        command.args(["PATH=/usr/bin:/bin", HOME, "LANG=C.UTF-8"]);
        command.args(variables.iter().map(|(name, value)| format!("{name}={value}"))).arg(program);
        Ok(command)
    }
}

/// The name of a folder with these packages.
fn name_of(packages: &[&str]) -> String {
    let mut hasher = DefaultHasher::new();
    packages.hash(&mut hasher);
    format!("trixie-{:016x}", hasher.finish())
}

/// Makes the folder under another name, which it keeps until it is whole.
fn make(root: &Path, packages: &[&str]) -> Result<(), String> {
    let partial = root.with_extension(format!("partial-{}", std::process::id()));
    let parent = root.parent().unwrap_or(root);
    fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
    let mut command = as_root("mmdebstrap");
    command.args(["--quiet", "--variant=minbase"]);
    command.arg(format!("--include={}", packages.join(",")));
    run(command.arg("trixie").arg(&partial).arg(mirror()?))?;
    match fs::rename(&partial, root) {
        // Somebody else was quicker; nothing was ever mounted in this one.
        Err(_) if root.exists() => run(as_root("rm").arg("-rf").arg(&partial)),
        renamed => renamed.map_err(|error| format!("{}: {error}", root.display())),
    }
}

/// The mirror that this machine's packages come from.
pub(crate) fn mirror() -> Result<String, String> {
    let mut apt = Command::new("apt-get");
    apt.args(["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]);
    let known = output(&mut apt)?;
    let mirror = main_mirror(&known).ok_or("apt-get knows no mirror of Debian")?;
    Ok(mirror.to_owned())
}

/// The first that is not one for corrections alone.
fn main_mirror(known: &str) -> Option<&str> {
    known.lines().map(str::trim).find(|uri| !uri.is_empty() && !uri.contains("security"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_of_packages_has_its_folder() {
        assert_eq!(name_of(&["a", "b"]), name_of(&["a", "b"]));
        assert_ne!(name_of(&["a", "b"]), name_of(&["a"]));
        assert_ne!(name_of(&["a", "b"]), name_of(&["ab"]));
    }

    #[test]
    fn the_mirror_is_one_with_all_packages() {
        let known = "\nhttps://mirror.example/debian-security/\nhttps://mirror.example/debian/\n";
        assert_eq!(main_mirror(known), Some("https://mirror.example/debian/"));
        assert_eq!(main_mirror(""), None);
    }
}
