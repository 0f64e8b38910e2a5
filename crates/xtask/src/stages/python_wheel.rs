//! What `pip install hypersender` gives: the wheel, built once as it is published, and tried in an
//! environment that has nothing else. And the source distribution, which has to build, too.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::python::{Environment, NODE, PYTHON, emptied, interpreter_in, only_file_in};
use crate::process::run;
use crate::shipping;
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const VALGRIND: Tool = Tool { program: "valgrind", package: Some("valgrind") };
const CHROMIUM: Tool = Tool { program: "chromium", package: Some("chromium") };
const NPM: Tool = Tool { program: "npm", package: Some("npm") };

pub(crate) const PYTHON_WHEEL: Stage = Stage {
    name: "python-wheel",
    proves: "the wheel of the Python package, alone in an environment: size, speed, forks, exits, README",
    needs: &[PYTHON, NODE, NPM, VALGRIND, CHROMIUM],
    run: wheel,
};

fn wheel(workspace: &Workspace) -> Verdict {
    let tools = Environment::with_the_tools(workspace)?;
    let folder = folder(workspace);
    let bill = shipping::papers_of_the_wheel(workspace, None)?.display().to_string();
    let options = [released(), vec!["--sbom-include", &bill]].concat();
    let wheel = tools.wheel(&folder.join("wheel"), &options)?;

    // Nothing but the wheel, from no registry.
    let installed = folder.join("installed");
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&installed))?;
    let interpreter = interpreter_in(&installed);
    let pip = ["-m", "pip", "install", "--quiet", "--no-index"];
    run(Command::new(&interpreter).args(pip).arg(&wheel))?;

    let browser = workspace.root().join("tests/browser");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(browser))?;
    let mut tests = tools.command(&["pytest", "--quiet", "tests/life", "tests/wheel"]);
    // The tests themselves see that package, too.
    tests.env("PYTHONPATH", packages_in(&installed)?);
    tests.env("HYPERSENDER_INSTALLED", &interpreter).env("HYPERSENDER_WHEEL", &wheel);
    run(&mut tests)?;
    source_distribution(workspace, &tools, &folder)
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root().join(".cache").join("python-wheel")
}

/// Where the wheel was installed that this stage has built.
pub(crate) fn installed(workspace: &Workspace) -> Result<PathBuf, String> {
    let environment = folder(workspace).join("installed");
    if !environment.exists() {
        return Err("comes after `cargo xtask test python-wheel`, whose wheel it takes".into());
    }
    packages_in(&environment)
}

/// The options of a wheel for others than this machine.
fn released() -> Vec<&'static str> {
    let mut options = vec!["--profile", "wheel"];
    if cfg!(target_os = "linux") {
        options.extend(["--zig", "--compatibility", "manylinux2014"]);
    }
    options
}

/// What is in it is all that it needs; the registry's crates are built already.
fn source_distribution(workspace: &Workspace, tools: &Environment<'_>, folder: &Path) -> Verdict {
    let (packed, unpacked) = (folder.join("sdist"), folder.join("unpacked"));
    emptied(&packed)?;
    emptied(&unpacked)?;
    // No work of others is in it, so neither are their licences.
    shipping::forget_the_papers_of_the_wheel(workspace);
    run(tools.command(&["maturin", "sdist", "--out"]).arg(&packed))?;
    let archive = only_file_in(&packed)?;
    run(tools.command(&["tarfile", "--extract"]).args([&archive, &unpacked]))?;
    let mut maturin = tools.command(&["maturin", "build", "--quiet", "--out"]);
    maturin.arg(folder.join("rebuilt")).current_dir(only_file_in(&unpacked)?);
    run(maturin.env("CARGO_TARGET_DIR", workspace.root().join("target")))
}

/// The packages beside an interpreter of a virtual environment.
pub(super) fn packages_of(interpreter: &Path) -> Result<PathBuf, String> {
    let environment = interpreter.ancestors().nth(2).ok_or("no virtual environment")?;
    packages_in(environment)
}

fn packages_in(environment: &Path) -> Result<PathBuf, String> {
    if cfg!(windows) {
        return Ok(environment.join("Lib").join("site-packages"));
    }
    Ok(only_file_in(&environment.join("lib"))?.join("site-packages"))
}
