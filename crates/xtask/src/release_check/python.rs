//! The Python package beside other clients, and on an interpreter without the GIL.

use std::path::Path;
use std::process::Command;

use crate::process::run;
use crate::stage::{Stage, Verdict, verdict};
use crate::stages::{PythonEnvironment, build_counted, installed_wheel};
use crate::tool::Tool;
use crate::venv::Venv;
use crate::workspace::Workspace;

const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };
const TASKSET: Tool = Tool { program: "taskset", package: Some("util-linux") };
/// `PyO3` supports no older one without the GIL, and Debian has none.
const FREE_THREADED: Tool = Tool { program: "python3.14t", package: None };

pub(crate) const PYTHON_SPEED: Stage = Stage {
    name: "python-speed",
    proves: "a Python process has its first reply in a few milliseconds; and the table of python/benches",
    needs: &[PYTHON, TASKSET],
    run: speed,
};

pub(crate) const FREE_THREADED_PYTHON: Stage = Stage {
    name: "free-threaded",
    proves: "the Python package on an interpreter without the GIL, with everything at once",
    needs: &[PYTHON, FREE_THREADED],
    run: free_threaded,
};

/// The wheel that the stage `python-wheel` has built and installed, beside other clients.
fn speed(workspace: &Workspace) -> Verdict {
    let installed = installed_wheel(workspace)?;
    let server = build_counted(workspace)?;
    let others = Venv::of(workspace, "python/benches/requirements.txt")?;
    // What one has to say is worth as much if the other one has missed something.
    let verdicts = ["start.py", "compare.py"].map(|program| {
        let mut python = Command::new(others.program("python"));
        python.arg(program).arg(&server).env("PYTHONPATH", &installed);
        run(python.current_dir(workspace.root().join("python/benches")))
    });
    verdict(&verdicts.into_iter().filter_map(Result::err).collect::<Vec<_>>())
}

/// A module of its own for that interpreter, which takes none of the others'.
fn free_threaded(workspace: &Workspace) -> Verdict {
    let tools = PythonEnvironment::with_the_tools(workspace)?;
    let folder = workspace.root().join(".cache").join("free-threaded");
    let wheel = tools.wheel(&folder.join("wheel"), &["--interpreter", FREE_THREADED.program])?;
    let name = wheel.file_name().unwrap_or_default().to_string_lossy();
    if !name.contains("-cp314t-") {
        return Err(format!("{name} is no module of its own"));
    }
    // Installed by the other pip, since an interpreter that was built by hand may have none.
    let packages = folder.join("packages");
    let version = ["--python-version", "3.14", "--implementation", "cp", "--abi", "cp314t"];
    let mut pip = tools.command(&["pip", "install", "--quiet", "--no-index", "--upgrade"]);
    pip.args(version).arg("--only-binary=:all:").arg("--target").arg(&packages);
    run(pip.arg(&wheel))?;
    let mut program = Command::new(FREE_THREADED.program);
    program.args(["-W", "error"]).arg(Path::new("python/tests/life/free_threaded.py"));
    run(program.env("PYTHONPATH", packages).current_dir(workspace.root()))
}
