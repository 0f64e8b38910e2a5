//! A terminal that somebody else wrote: what `tmux` made of the text.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Prints the text, waits until the terminal says where its cursor is, which it does when it has
/// read everything before, and tells that it is done.
const SHOW: &str = r#"
    stty -echo -icanon
    cat "$1"
    printf '\033[6n'
    head -c 1 >/dev/null
    tmux -S "$2" wait-for -S shown
    exec cat >/dev/null
"#;

/// A server of its own, stopped when dropped.
pub(crate) struct Tmux {
    folder: TempDir,
}

impl Tmux {
    /// `None` if there is no tmux on this machine.
    pub(crate) fn start() -> Option<Self> {
        let version = Command::new("tmux").arg("-V").stdout(Stdio::null()).status();
        version.ok()?.success().then(|| Self { folder: tempfile::tempdir().unwrap() })
    }

    /// What is on the screen after `text` was printed, colours included.
    pub(crate) fn shown(&self, text: &str) -> String {
        let (file, socket) = (self.folder.path().join("text"), self.socket());
        std::fs::write(&file, text).unwrap();
        let window = ["new-session", "-d", "-x", "100", "-y", "50"];
        let shell = ["sh", "-c", SHOW, "sh"];
        let mut show: Vec<OsString> = window.into_iter().chain(shell).map(Into::into).collect();
        show.extend([file.into(), socket.into()]);
        self.run(&show);
        self.run(&["wait-for", "shown"]);
        self.run(&["capture-pane", "-e", "-p"])
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    fn run(&self, arguments: &[impl AsRef<OsStr>]) -> String {
        let mut tmux = Command::new("tmux");
        tmux.env_remove("TMUX").args(["-u", "-f", "/dev/null", "-S"]);
        let output = tmux.arg(self.socket()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}
