//! The sandbox's answers, held against the service's OpenAPI file by somebody else's tool.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::process::{cargo, output, run};
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::venv::Venv;
use crate::workspace::Workspace;

const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };

pub(crate) const OPENAPI: Stage = Stage {
    name: "openapi",
    proves: "the sandbox answers as the service's OpenAPI file says",
    needs: &[PYTHON],
    run: openapi,
};

const REQUIREMENTS: &str = "tests/openapi/requirements.txt";
const SETTINGS: &str = "tests/openapi/sandbox.json";
const FILE: &str = "crates/hypersender-sandbox/openapi.yaml";

/// As in the settings.
const TOKEN: &str = "234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1";

/// Makes a number of the health's status.
const DEFECT: &str = r#""faults": [{"operation": "health", "times": null, "fault": {"change": {"set": {"status": 5}}}}],"#;

fn openapi(workspace: &Workspace) -> Verdict {
    run(&mut cargo(workspace, &["build", "--package", "hypersender-cli"]))?;
    let tool = schemathesis(workspace)?;
    std::fs::create_dir_all(cache(workspace)).map_err(|error| error.to_string())?;
    let settings = workspace.root().join(SETTINGS);
    run(&mut ask(&tool, workspace, &Sandbox::start(workspace, &settings)?, "50"))?;

    // A check that could not fail would say nothing.
    let broken = cache(workspace).join("broken-sandbox.json");
    let text = workspace.read(SETTINGS)?.replacen('{', &format!("{{{DEFECT}"), 1);
    std::fs::write(&broken, text).map_err(|error| error.to_string())?;
    let mut asked = ask(&tool, workspace, &Sandbox::start(workspace, &broken)?, "1");
    println!("The same with a status that is a number, which has to be noticed:");
    match asked.stdin(Stdio::null()).stdout(Stdio::null()).status() {
        Ok(status) if status.code() == Some(1) => Ok(()),
        Ok(_) => Err("a status that is a number was not noticed".into()),
        Err(error) => Err(error.to_string()),
    }
}

fn ask(tool: &Path, workspace: &Workspace, sandbox: &Sandbox, times: &str) -> Command {
    let mut command = Command::new(tool);
    command.arg("run").arg(workspace.root().join(FILE)).args(["--url", &sandbox.url]);
    command.args(["--header", &format!("Authorization: Bearer {TOKEN}")]);
    command.args(["--header", "Accept: application/json"]);
    command.args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"]);
    command.args(["--generation-deterministic", "--workers", "1", "--no-color"]);
    command.args(["--warnings", "off", "--max-examples", times]);
    command.current_dir(cache(workspace)); // it leaves a folder behind
    command
}

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance";

/// Schemathesis in an environment of its own.
fn schemathesis(workspace: &Workspace) -> Result<PathBuf, String> {
    let tool = Venv::of(workspace, REQUIREMENTS)?.program("schemathesis");
    println!("{}", output(Command::new(&tool).arg("--version"))?.trim());
    Ok(tool)
}

/// For what is left behind.
fn cache(workspace: &Workspace) -> PathBuf {
    workspace.root().join(".cache/openapi")
}

/// A sandbox that ends with the value.
struct Sandbox {
    child: Child,
    url: String,
}

impl Sandbox {
    fn start(workspace: &Workspace, settings: &Path) -> Result<Self, String> {
        let mut command = Command::new(workspace.program("hypersender"));
        command.args(["sandbox", "--json", "--seed", "1", "--settings"]).arg(settings);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("the sandbox: {error}"))?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            let _ = BufReader::new(output).read_line(&mut line);
        }
        let url = line.split("\"url\":\"").nth(1).and_then(|rest| rest.split('"').next());
        let url = url.unwrap_or_default().to_owned();
        let sandbox = Self { child, url };
        if sandbox.url.is_empty() { Err("the sandbox did not start".into()) } else { Ok(sandbox) }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
