//! The server of `crates/hypersender/benches`, in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What answers on loopback. It ends with the value.
pub(crate) struct Loopback {
    child: Child,
    pub(crate) port: String,
}

impl Loopback {
    /// `program` is the built package.
    pub(crate) fn start(program: &Path) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.arg("serve").stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let mut port = String::new();
        if let Some(output) = child.stdout.take() {
            let _ = BufReader::new(output).read_line(&mut port);
        }
        Ok(Self { child, port: port.trim().to_owned() })
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
