//! The Kotlin package: compiled without a warning, tested with the library of the tests, installed,
//! and used by programs that know nothing but the installed package.

use std::process::Command;

use super::scenarios;
use crate::generate;
use crate::process::{run, without_our_libraries};
use crate::shipping;
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

pub(crate) const JAVA: Tool = Tool { program: "javac", package: Some("default-jdk-headless") };
const NODE: Tool = Tool { program: "node", package: Some("nodejs") };
const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };
pub(crate) const MAVEN: Tool = Tool { program: "mvn", package: Some("maven") };

pub(crate) const KOTLIN: Stage = Stage {
    name: "kotlin",
    proves: "the Kotlin package passes its tests and every scenario, its examples run, and programs can install it",
    needs: &[JAVA, MAVEN, NODE, PYTHON],
    run: kotlin,
};

fn kotlin(workspace: &Workspace) -> Verdict {
    scenarios::forget(workspace, &["kotlin"])?;
    generate::build(workspace)?;
    let library = workspace.library("hypersender_uniffi_testing");
    let folder = library.parent().ok_or("the library lies in no folder")?;
    // The jar is the one that is published; programs below try it.
    shipping::for_this_machine(workspace)?;
    let mut install = maven(workspace, "bindings/kotlin", &["clean", "install"]);
    run(install.arg(format!("-Dnative.folder={}", folder.display())))?;
    let mut consumers = maven(workspace, "bindings/kotlin/consumer", &["clean", "test"]);
    run(without_our_libraries(&mut consumers))
}

/// Maven with a repository of this clone: what is installed there is not what the person at this
/// machine has installed.
pub(crate) fn maven(workspace: &Workspace, folder: &str, goals: &[&str]) -> Command {
    let mut maven = Command::new("mvn");
    maven.args(["--quiet", "--batch-mode"]).args(goals);
    maven.arg(format!("-Dmaven.repo.local={}", workspace.root().join(".cache/maven").display()));
    maven.current_dir(workspace.root().join(folder));
    maven
}
