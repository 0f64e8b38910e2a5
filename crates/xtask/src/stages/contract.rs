//! Every client's requests, held against the service's OpenAPI file by somebody else's server.

use std::path::PathBuf;
use std::process::Command;

use super::python::Environment;
use super::swift::CONSUMER;
use crate::process::{cargo, run, without_our_libraries};
use crate::stage::{Stage, Verdict};
use crate::swift::{SWIFT_OR_MMDEBSTRAP, built};
use crate::tool::Tool;
use crate::workspace::Workspace;

const JAVA: Tool = Tool { program: "java", package: Some("default-jdk-headless") };
const NODE: Tool = Tool { program: "node", package: Some("nodejs") };
const NPM: Tool = Tool { program: "npm", package: Some("npm") };
const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };

pub(crate) const CONTRACT: Stage = Stage {
    name: "contract",
    proves: "each operation of each client is a request as the service's OpenAPI file wants it: Prism says so",
    needs: &[JAVA, NODE, NPM, PYTHON, SWIFT_OR_MMDEBSTRAP],
    run: contract,
};

/// A client: its name, and the words with which its program is started.
type Client = (&'static str, Vec<String>);

/// What the stages before have built is what is tried.
fn contract(workspace: &Workspace) -> Verdict {
    run(&mut cargo(workspace, &["build", "--package", "hypersender-cli"]))?;
    let folder = workspace.root().join("tests/contract");
    let mut install = Command::new("npm");
    install.args(["ci", "--prefer-offline", "--no-audit", "--no-fund"]);
    run(install.current_dir(&folder).env("SCARF_ANALYTICS", "false"))?;
    let clients = [
        command(workspace),
        python(workspace)?,
        node(workspace)?,
        kotlin(workspace)?,
        swift(workspace)?,
    ];
    let clients = clients.concat();
    let mut test = Command::new("npm");
    test.args(["test"]).current_dir(&folder).env("HYPERSENDER_CLIENTS", json(&clients));
    run(without_our_libraries(&mut test))
}

fn command(workspace: &Workspace) -> Vec<Client> {
    let program = workspace.program("hypersender").display().to_string();
    vec![("command", vec!["sh".into(), "clients/command.sh".into(), program])]
}

fn python(workspace: &Workspace) -> Result<Vec<Client>, String> {
    let tools = Environment::with_the_tools(workspace)?.programs()?;
    let interpreter = tools.join(if cfg!(windows) { "python.exe" } else { "python" });
    let program = |kind: &str| {
        vec![interpreter.display().to_string(), "clients/python.py".into(), kind.to_owned()]
    };
    Ok(vec![("python", program("sync")), ("python-async", program("async"))])
}

fn node(workspace: &Workspace) -> Result<Vec<Client>, String> {
    if !workspace.root().join("node/native").exists() {
        return Err("comes after `node-types`, whose build it tries".into());
    }
    Ok(vec![("node", vec!["node".into(), "clients/node.mjs".into()])])
}

/// The jar that the stage `kotlin` left, and what it depends on.
fn kotlin(workspace: &Workspace) -> Result<Vec<Client>, String> {
    let folder = workspace.root().join("bindings/kotlin");
    let pom = workspace.read("bindings/kotlin/pom.xml")?;
    let version = |name: &str| {
        let value = pom.split(&format!("<{name}>")).nth(1).and_then(|rest| rest.split('<').next());
        value.ok_or_else(|| format!("bindings/kotlin/pom.xml has no {name}"))
    };
    let package = |group: &str, name: &str, version: &str| -> PathBuf {
        let repository = workspace.root().join(".cache/maven").join(group).join(name);
        repository.join(version).join(format!("{name}-{version}.jar"))
    };
    let own = version("version")?;
    let jars = [
        folder.join(format!("target/hypersender-{own}.jar")),
        package("org/jetbrains/kotlin", "kotlin-stdlib", version("kotlin.version")?),
        package(
            "org/jetbrains/kotlinx",
            "kotlinx-coroutines-core-jvm",
            version("coroutines.version")?,
        ),
        package("net/java/dev/jna", "jna", version("jna.version")?),
    ];
    if let Some(missing) = jars.iter().find(|jar| !jar.exists()) {
        return Err(format!("comes after `kotlin`, which leaves {}", missing.display()));
    }
    let path = std::env::join_paths(jars).map_err(|error| error.to_string())?;
    let path = path.to_string_lossy().into_owned();
    let program = ["java", "--class-path", &path, "clients/Kotlin.java"];
    Ok(vec![("kotlin", program.map(str::to_owned).to_vec())])
}

/// The program that the stage `swift` left. It may run in a folder of its own, where none of this
/// environment is: the test puts the values in.
fn swift(workspace: &Workspace) -> Result<Vec<Client>, String> {
    if !workspace.root().join(CONSUMER).join(".build/debug/contract").exists() {
        return Err("comes after `swift`, whose programs it tries".into());
    }
    let variables = [
        ("HYPERSENDER_BASE_URL", "${HYPERSENDER_BASE_URL}"),
        ("HYPERSENDER_TOKEN", "${HYPERSENDER_TOKEN}"),
        ("HEALTHY", "${HEALTHY}"),
        ("UNLINKED", "${UNLINKED}"),
    ];
    let command = built(workspace, CONSUMER, "contract", &variables)?;
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    Ok(vec![("swift", words.map(|word| word.to_string_lossy().into_owned()).collect())])
}

/// `{"name": ["program", "argument"]}`
fn json(clients: &[Client]) -> String {
    let entries = clients.iter().map(|(name, words)| format!("{name:?}: {words:?}"));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::json;

    #[test]
    fn the_clients_are_told_as_json() {
        let clients = [("a", vec!["b".to_owned(), "c d".to_owned()]), ("e", vec![])];
        assert_eq!(json(&clients), r#"{"a": ["b", "c d"], "e": []}"#);
    }
}
