//! The Python package: built once into an environment of its own, and looked at from all sides.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::scenarios;
use crate::process::run;
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

pub(super) const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };
/// Pyright is written in JavaScript.
pub(super) const NODE: Tool = Tool { program: "node", package: Some("nodejs") };

pub(crate) const PYTHON_TYPES: Stage = Stage {
    name: "python-types",
    proves: "ruff, mypy, pyright and stubtest have nothing to say about the Python package",
    needs: &[PYTHON, NODE],
    run: types,
};

pub(crate) const PYTHON_TESTS: Stage = Stage {
    name: "python",
    proves: "the Python package: clients, sessions, errors, event loops, every docstring, every scenario",
    needs: &[PYTHON, NODE],
    run: tests,
};

fn types(workspace: &Workspace) -> Verdict {
    let python = Environment::with_the_package(workspace)?;
    python.run(&["ruff", "format", "--check", "."])?;
    python.run(&["ruff", "check", "."])?;
    let allowed = ["--allowlist", "stubtest-allowlist.txt"];
    python.run(&[&["mypy.stubtest", "hypersender._native"], &allowed[..]].concat())?;
    python.run(&["mypy", "src", "tests"])?;
    let interpreter = python.interpreter.display().to_string();
    python.run(&["pyright", "--project", ".", "--pythonpath", &interpreter])
}

fn tests(workspace: &Workspace) -> Verdict {
    scenarios::forget(workspace, &["python", "python-async"])?;
    let python = Environment::with_the_package(workspace)?;
    python.run(&["pytest", "--quiet"])
}

/// A virtual environment with the tools that the lock file names.
pub(crate) struct Environment<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
    interpreter: PathBuf,
}

impl<'a> Environment<'a> {
    /// One with the tools and the test build of the package. What is there already is used.
    pub(crate) fn with_the_package(workspace: &'a Workspace) -> Result<Self, String> {
        let environment = Self::with_the_tools(workspace)?;
        environment.run(&["maturin", "develop", "--quiet", "--features", "test-exports"])?;
        Ok(environment)
    }

    pub(crate) fn with_the_tools(workspace: &'a Workspace) -> Result<Self, String> {
        let lock = workspace.read("python/requirements-dev.txt")?;
        let mut hasher = DefaultHasher::new();
        lock.hash(&mut hasher);
        let name = format!("python-{:016x}", hasher.finish());
        let folder = workspace.root().join(".cache").join(name);
        let interpreter = interpreter_in(&folder);
        let environment = Self { workspace, folder, interpreter };
        let whole = environment.folder.join("whole");
        if !whole.exists() {
            run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment.folder))?;
            let install = ["pip", "install", "--quiet", "--require-hashes", "--no-deps"];
            environment
                .run(&[&install[..], &["--requirement", "requirements-dev.txt"]].concat())?;
            std::fs::write(&whole, "").map_err(|error| format!("{}: {error}", whole.display()))?;
        }
        Ok(environment)
    }

    pub(super) fn interpreter(&self) -> &Path {
        &self.interpreter
    }

    /// Runs a module of Python's in the package's folder.
    fn run(&self, module_and_arguments: &[&str]) -> Verdict {
        run(&mut self.command(module_and_arguments))
    }

    /// The path with the environment's own programs first.
    pub(super) fn path(&self) -> Result<OsString, String> {
        let own = self.interpreter.parent().map(Path::to_path_buf);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let all = own.into_iter().chain(std::env::split_paths(&path));
        std::env::join_paths(all).map_err(|error| error.to_string())
    }

    /// The folder with its programs.
    pub(crate) fn programs(&self) -> Result<PathBuf, String> {
        let folder = self.interpreter.parent().map(Path::to_path_buf);
        folder.ok_or_else(|| "Python lies in no folder".into())
    }

    /// Builds a wheel into a folder that has nothing else.
    pub(crate) fn wheel(&self, into: &Path, options: &[&str]) -> Result<PathBuf, String> {
        emptied(into)?;
        let mut maturin = self.command(&["maturin", "build", "--quiet"]);
        maturin.env("PATH", self.path()?); // zig is one of the tools
        run(maturin.args(options).arg("--out").arg(into))?;
        only_file_in(into)
    }

    /// A module of Python's that is to run in the package's folder.
    pub(crate) fn command(&self, module_and_arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.interpreter);
        command.arg("-m").args(module_and_arguments);
        command.current_dir(self.workspace.root().join("python"));
        command.env("VIRTUAL_ENV", &self.folder).env_remove("PYTHONPATH");
        command
    }
}

/// Empties a folder, or makes it.
pub(super) fn emptied(folder: &Path) -> Verdict {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(said)?;
    }
    std::fs::create_dir_all(folder).map_err(said)
}

pub(super) fn only_file_in(folder: &Path) -> Result<PathBuf, String> {
    let files = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()));
    let mut files = files?.filter_map(Result::ok).map(|entry| entry.path());
    match (files.next(), files.next()) {
        (Some(file), None) => Ok(file),
        _ => Err(format!("{}: there should be one file", folder.display())),
    }
}

pub(super) fn interpreter_in(environment: &Path) -> PathBuf {
    if cfg!(windows) {
        environment.join("Scripts").join("python.exe")
    } else {
        environment.join("bin").join("python")
    }
}
