//! Arguments at random for each language, many more than a change can wait for, and others each time.

use std::process::Command;

use crate::process::run;
use crate::stage::{Stage, Verdict};
use crate::stages::{JAVA, MAVEN, PythonEnvironment, maven};
use crate::tool::Tool;
use crate::workspace::Workspace;

const NODE: Tool = Tool { program: "node", package: Some("nodejs") };
const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };

pub(crate) const HAMMERS: Stage = Stage {
    name: "hammers",
    proves: "Python, Node and Kotlin stand twenty times as many random arguments as every change gets",
    needs: &[JAVA, MAVEN, NODE, PYTHON],
    run: hammers,
};

/// How many times as many, for the tests that read it.
const TIMES: (&str, &str) = ("HYPERSENDER_HAMMER", "20");

/// A test has two minutes in every change.
const NO_LIMIT: &str = "-Djunit.jupiter.execution.timeout.mode=disabled";

/// After the stages `python`, `node-types` and `kotlin` of the tests, whose builds it uses.
fn hammers(workspace: &Workspace) -> Verdict {
    let python = PythonEnvironment::with_the_package(workspace)?;
    let mut test = python.command(&["pytest", "--quiet", "tests/test_any_argument.py"]);
    run(test.env(TIMES.0, TIMES.1))?;
    let mut node = Command::new("node");
    node.args(["--test", "--test-timeout=3600000", "test/fuzz.test.mjs"]);
    run(node.current_dir(workspace.root().join("node")).env(TIMES.0, TIMES.1))?;
    let library = workspace.library("hypersender_uniffi_testing");
    let folder = library.parent().ok_or("the library lies in no folder")?;
    let mut kotlin =
        maven(workspace, "bindings/kotlin", &["test", "-Dtest=AnyArgumentTest", NO_LIMIT]);
    kotlin.arg(format!("-Dnative.folder={}", folder.display()));
    run(kotlin.env(TIMES.0, TIMES.1))
}
