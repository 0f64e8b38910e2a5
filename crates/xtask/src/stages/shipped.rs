//! What is published, looked at as it lies there: sizes, the machines it runs on, what it is made of.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::dependencies::PYTHON;
use super::kotlin::JAVA;
use super::python::Environment;
use crate::process::run;
use crate::shipping::REQUIREMENTS;
use crate::stage::{Stage, Verdict};
use crate::venv::Venv;
use crate::workspace::Workspace;

pub(crate) const SHIPPED: Stage = Stage {
    name: "shipped",
    proves: "wheel, tarballs and jar are no larger than logged, want no newer glibc than 2.17, list exactly the crates in them and have the licences of all",
    needs: &[PYTHON, JAVA],
    run: shipped,
};

fn shipped(workspace: &Workspace) -> Verdict {
    let root = workspace.root();
    let packages = [
        (".cache/python-wheel/wheel", ".whl", "python-wheel"),
        ("node/packages", ".tgz", "node-package"),
        ("bindings/kotlin/target", ".jar", "kotlin"),
    ];
    let mut found = Vec::new();
    for (folder, ending, stage) in packages {
        let files = files_in(&root.join(folder), ending);
        if files.is_empty() {
            return Err(format!("comes after `{stage}`, whose package it looks at"));
        }
        found.extend(files);
    }
    found.push(android(workspace)?);
    form(workspace)?;
    look_at(workspace, &found)
}

/// The package for Android as far as it can be made here: packed, with what comes with its libraries, and something
/// else in their place.
fn android(workspace: &Workspace) -> Result<PathBuf, String> {
    let libraries = workspace.scratch("android");
    for kind in ["arm64-v8a", "armeabi-v7a", "x86_64"] {
        let folder = libraries.join(kind);
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(folder.join("libhypersender_uniffi.so"), "no library"))
            .map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let mut make = Command::new("bash");
    make.arg(workspace.root().join("bindings/kotlin/android/make-aar.sh"));
    run(make.arg("--packed-from").arg(libraries))?;
    let folder = workspace.root().join("target/android");
    let name = concat!("hypersender-", env!("CARGO_PKG_VERSION"), ".aar");
    Ok(folder.join(name))
}

/// Looks at the packages in a folder.
pub(crate) fn look_into(workspace: &Workspace, folder: &Path) -> Verdict {
    let endings = [".whl", ".tgz", ".jar", ".aar", ".xcframework.zip"];
    let packages = endings.map(|ending| files_in(folder, ending)).concat();
    look_at(workspace, &packages)
}

fn look_at(workspace: &Workspace, packages: &[PathBuf]) -> Verdict {
    let tools = Venv::of(workspace, REQUIREMENTS)?;
    let mut pytest = Command::new(tools.program("pytest"));
    pytest.args(["--quiet", "-p", "no:cacheprovider", "-W", "error"]);
    pytest.env("HYPERSENDER_SHIPPED", named(packages)?).env("PYTHONDONTWRITEBYTECODE", "1");
    run(pytest.current_dir(workspace.root().join("tests/shipped")))
}

/// The packages, for tests that run in a folder of their own.
fn named(packages: &[PathBuf]) -> Result<OsString, String> {
    if packages.is_empty() {
        return Err("there is no package to look at".into());
    }
    let absolute: Result<Vec<_>, _> = packages.iter().map(std::path::absolute).collect();
    let absolute = absolute.map_err(|error| error.to_string())?;
    std::env::join_paths(absolute).map_err(|error| error.to_string())
}

/// The tests themselves and other Python beside them, by the rules of the Python package.
fn form(workspace: &Workspace) -> Verdict {
    let python = Environment::with_the_tools(workspace)?;
    let interpreter = Venv::of(workspace, REQUIREMENTS)?.program("python");
    run(&mut python.command(&["ruff", "format", "--check", "../tests"]))?;
    run(&mut python.command(&["ruff", "check", "../tests"]))?;
    let mut mypy = python.command(&["mypy", "--python-version", "3.11", "../tests/shipped"]);
    // That one needs the package, which this environment hasn't got.
    mypy.args(["--exclude", "smoke"]);
    run(mypy.arg("--python-executable").arg(interpreter))
}

fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = files.filter_map(Result::ok).map(|entry| entry.path());
    let mut found: Vec<PathBuf> = paths
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // Kotlin's has others beside it, with sources and such.
            name.ends_with(ending)
                && !name.ends_with("-sources.jar")
                && !name.ends_with("-javadoc.jar")
        })
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_found_from_any_folder() {
        let name = named(&["target/packages/a.whl".into()]).unwrap_or_default();
        let path = Path::new(&name);
        assert!(path.is_absolute() && path.ends_with("target/packages/a.whl"), "{path:?}");
        assert!(named(&[]).is_err());
    }
}
