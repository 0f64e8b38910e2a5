//! Python programs in an environment of their own, by version and checksum.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::run;
use crate::workspace::Workspace;

/// An environment with what a requirements file names, and nothing else.
#[derive(Debug)]
pub(crate) struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// That of the file, such as `tests/openapi/requirements.txt`: made once, and anew when the
    /// file changes. Only what needs no code of its own to be installed gets in.
    pub(crate) fn of(workspace: &Workspace, requirements: &str) -> Result<Self, String> {
        let wanted = workspace.read(requirements)?;
        let mut hasher = DefaultHasher::new();
        wanted.hash(&mut hasher);
        let whose = requirements.rsplit('/').nth(1).unwrap_or("tools");
        let name = format!("{whose}-{:016x}", hasher.finish());
        let venv = Self { folder: workspace.root().join(".cache").join(name) };
        let done = venv.folder.join("whole");
        if !done.exists() {
            run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv.folder))?;
            let mut pip = Command::new(venv.program("python"));
            pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]);
            pip.args(["--only-binary=:all:", "--requirement"]);
            run(pip.arg(workspace.root().join(requirements)))?;
            std::fs::write(&done, "").map_err(|error| format!("{}: {error}", done.display()))?;
        }
        Ok(venv)
    }

    /// One of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.programs().join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// The folder with its programs.
    pub(crate) fn programs(&self) -> PathBuf {
        self.folder.join(if cfg!(windows) { "Scripts" } else { "bin" })
    }
}

/// The path with `first` before all that is on it.
pub(crate) fn path_with(first: &[&Path]) -> Result<std::ffi::OsString, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = first.iter().map(|folder| folder.to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(all).map_err(|error| error.to_string())
}
