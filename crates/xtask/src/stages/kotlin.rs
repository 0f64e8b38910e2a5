//! The Kotlin package: compiled without a warning, and tested with the library of the tests.

use std::process::Command;

use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const JAVA: Tool = Tool { program: "javac", package: Some("default-jdk-headless") };
const MAVEN: Tool = Tool { program: "mvn", package: Some("maven") };

pub(crate) const KOTLIN: Stage = Stage {
    name: "kotlin",
    proves: "the Kotlin package passes its tests and every scenario, and its examples run",
    needs: &[JAVA, MAVEN],
    run: kotlin,
};

fn kotlin(workspace: &Workspace) -> Verdict {
    run(&mut cargo(workspace, &["build", "--package", "hypersender-uniffi-testing"]))?;
    let library = workspace.library("hypersender_uniffi_testing");
    let folder = library.parent().ok_or("the library lies in no folder")?;
    let mut maven = Command::new("mvn");
    maven.args(["--quiet", "--batch-mode", "clean", "test"]);
    maven.arg(format!("-Dnative.folder={}", folder.display()));
    run(maven.current_dir(workspace.root().join("bindings/kotlin")))
}
