//! What a call costs in Kotlin, beside other clients and the core alone.

use std::path::Path;

use crate::process::{cargo, run, without_our_libraries};
use crate::shipping;
use crate::stage::{Stage, Verdict};
use crate::stages::{JAVA, MAVEN, maven};
use crate::tool::Tool;
use crate::workspace::Workspace;

const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };

pub(crate) const KOTLIN: Stage = Stage {
    name: "kotlin-calls",
    proves: "a call in Kotlin takes a fifth of the processor time that java.net.http takes, no more than OkHttp, and 30 µs more than the core",
    needs: &[JAVA, MAVEN, PYTHON],
    run: kotlin,
};

fn kotlin(workspace: &Workspace) -> Verdict {
    // The library as it is shipped.
    shipping::for_this_machine(workspace)?;
    run(&mut cargo(workspace, &["build", "--release", "--package", "hypersender-benches"]))?;

    let debug = workspace.program("hypersender-benches");
    let folder = debug.parent().and_then(Path::parent).ok_or("the program lies in no folder")?;
    let name = debug.file_name().unwrap_or_default();
    run(&mut maven(workspace, "bindings/kotlin", &["install", "-Dmaven.test.skip=true"]))?;
    let mut bench = maven(workspace, "bindings/kotlin/benchmarks", &["compile", "exec:exec"]);
    let program = folder.join("release").join(name);
    bench.arg(format!("-Dcalls.program={}", program.display()));
    run(without_our_libraries(&mut bench))
}
