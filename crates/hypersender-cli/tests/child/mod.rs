//! The command as a child process, in an environment with nothing of the person's in it.

#![allow(dead_code, reason = "each test binary uses its part of it")]

use std::io::{BufRead, BufReader, Lines, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use hypersender::QrCode;
use hypersender_sandbox::Sandbox;
use serde_json::Value;

/// The command, which gets to see nothing but these arguments.
pub(crate) fn hypersender(arguments: &[&str]) -> Command {
    let mut command = begun(env!("CARGO_BIN_EXE_hypersender"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    let kept = ["PATH", "SystemRoot", "TEMP", "TMPDIR", "LLVM_PROFILE_FILE"];
    command.envs(std::env::vars_os().filter(|(name, _)| kept.iter().any(|kept| name == kept)));
    command
}

/// Who begins the tests may have told them not to hear Ctrl-C or a hang-up, as `nohup` and `&` do, and
/// what they begin is told the same: it hears everything.
#[cfg(target_os = "linux")]
fn begun(program: &str) -> Command {
    let mut command = Command::new("env");
    command.args(["--default-signal=HUP,INT,QUIT,TERM", program]);
    command
}

#[cfg(not(target_os = "linux"))]
fn begun(program: &str) -> Command {
    Command::new(program)
}

/// The same, as somebody with an account at this sandbox uses it.
pub(crate) fn at(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = hypersender(arguments);
    command.env("HYPERSENDER_BASE_URL", sandbox.url()).env("HYPERSENDER_TOKEN", sandbox.token());
    if let Some(instance) = sandbox.instances().first() {
        command.env("HYPERSENDER_INSTANCE", &instance.id);
    }
    command
}

/// The same with that folder for its temporary files, whatever the system calls the variable.
pub(crate) fn with_files_in<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    command.env("TMPDIR", folder).env("TMP", folder).env("TEMP", folder)
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn end(command: &mut Command) -> End {
    end_of(&command.output().unwrap())
}

pub(crate) fn end_of(output: &Output) -> End {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints UTF-8");
    End {
        code: output.status.code().expect("it ends by itself"),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

impl End {
    /// What was printed, line by line, each of them JSON.
    pub(crate) fn json(&self) -> Vec<Value> {
        let parse =
            |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line:?}: {self:?}"));
        self.stdout.lines().map(parse).collect()
    }
}

/// A command that is under way.
pub(crate) struct Running {
    pub(crate) child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next line that it prints with this in it.
    pub(crate) fn line_with(&mut self, text: &str) -> String {
        loop {
            let line = self.lines.next().expect("it prints such a line before it ends").unwrap();
            if line.contains(text) {
                return line;
            }
        }
    }

    /// The next event of this type, as JSON.
    pub(crate) fn event(&mut self, name: &str) -> Value {
        serde_json::from_str(&self.line_with(&format!("\"type\":\"{name}\""))).unwrap()
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Waits for the end, and gives what was printed since.
    pub(crate) fn end(mut self) -> End {
        let rest: Vec<String> = self.lines.map(Result::unwrap).collect();
        let mut stderr = Vec::new();
        self.child.stderr.take().unwrap().read_to_end(&mut stderr).unwrap();
        let status = self.child.wait().unwrap();
        end_of(&Output { status, stdout: rest.join("\n").into_bytes(), stderr })
    }
}

/// The text in a code that lies in a file.
pub(crate) fn code_in(file: &Path) -> String {
    let code = QrCode::from_png(std::fs::read(file).unwrap()).unwrap();
    code.payload().unwrap().reveal().to_owned()
}

/// Nobody but the owner can read it.
#[cfg(unix)]
pub(crate) fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).unwrap().permissions().mode() & 0o777 == 0o600
}

#[cfg(not(unix))]
pub(crate) fn is_private(_: &Path) -> bool {
    true
}
