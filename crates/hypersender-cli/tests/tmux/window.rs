//! A program in the window of a real terminal: tmux, without a person in front of it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// What every window is set up with.
const CONFIGURATION: &str = "\
set -g default-terminal tmux-256color
set -g status off
";

/// Runs the command in its arguments, says how it ended, and keeps the window open.
const KEEPER: &str = r#"trap : INT; "$@"; printf '[exit %s]' $?; exec cat"#;

/// A window with one program in it. The program ends with it.
pub(crate) struct Window {
    folder: TempDir,
    watcher: Child,
    /// Gets something whenever the program has printed something.
    news: Receiver<()>,
}

impl Window {
    /// Opens a window of this size and starts `command` in it, with these variables added to a
    /// bare environment.
    pub(crate) fn open(size: (u16, u16), variables: &[(&str, &str)], command: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("tmux.conf"), CONFIGURATION).unwrap();
        let (columns, lines) = (size.0.to_string(), size.1.to_string());
        let mut open = tmux(folder.path());
        open.args(["new-session", "-d", "-x", &columns, "-y", &lines]);
        open.args(["sh", "-c", KEEPER, "keeper", "env"]);
        open.args(variables.iter().map(|(name, value)| format!("{name}={value}")));
        open.args(command);
        let opened = open.status().expect("tmux can be started");
        assert!(opened.success(), "tmux opens a window");

        let mut watcher = tmux(folder.path())
            .args(["-C", "attach-session", "-f", "ignore-size,read-only"])
            .stdin(Stdio::piped()) // it leaves when this is closed
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(watcher.stdout.take().unwrap());
        let (tell, news) = channel();
        std::thread::spawn(move || {
            // Not by text: tmux may cut a character in two.
            output.split(b'\n').map_while(Result::ok).try_for_each(|_| tell.send(()))
        });
        Self { folder, watcher, news }
    }

    /// What is on the screen, with its colours, as soon as `found` finds something there.
    pub(crate) fn wait_for<T>(&self, found: impl Fn(&str) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            let screen = self.screen();
            if let Some(what) = found(&screen) {
                return what;
            }
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let news = self.news.recv_timeout(left);
            assert!(news.is_ok(), "it does not come; this is on the screen:\n{}", self.screen());
        }
    }

    /// Waits until the program has ended, and gives its exit code.
    pub(crate) fn wait_for_end(&self) -> i32 {
        self.wait_for(|screen| {
            let (_, rest) = screen.rsplit_once("[exit ")?;
            rest.split(']').next()?.parse().ok()
        })
    }

    /// What is on the screen now, with its colours.
    pub(crate) fn screen(&self) -> String {
        self.ask(&["capture-pane", "-e", "-p"])
    }

    /// The same without colours.
    pub(crate) fn text(&self) -> String {
        self.ask(&["capture-pane", "-p"])
    }

    pub(crate) fn cursor_is_visible(&self) -> bool {
        self.ask(&["display-message", "-p", "#{cursor_flag}"]).trim() == "1"
    }

    pub(crate) fn press(&self, key: &str) {
        self.ask(&["send-keys", key]);
    }

    /// Types a text, letter by letter.
    pub(crate) fn type_in(&self, text: &str) {
        self.ask(&["send-keys", "-l", text]);
    }

    pub(crate) fn resize(&self, columns: u16, lines: u16) {
        let (columns, lines) = (columns.to_string(), lines.to_string());
        self.ask(&["resize-window", "-x", &columns, "-y", &lines]);
    }

    fn ask(&self, arguments: &[&str]) -> String {
        let answer = tmux(self.folder.path()).args(arguments).output().unwrap();
        assert!(answer.status.success(), "{arguments:?}: {answer:?}");
        String::from_utf8(answer.stdout).unwrap()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // In this order: a server that ends waits for the clients that look at it.
        let _ = self.watcher.kill();
        let _ = self.watcher.wait();
        let _ = tmux(self.folder.path()).arg("kill-server").status();
    }
}

/// tmux with a server of its own, which knows nothing of the person's settings.
fn tmux(folder: &Path) -> Command {
    let mut tmux = Command::new("tmux");
    tmux.env_clear();
    let kept = ["PATH", "HOME", "CARGO_HOME", "CARGO_TARGET_DIR", "RUSTUP_HOME", "RUSTFLAGS"];
    tmux.envs(std::env::vars_os().filter(|(name, _)| kept.iter().any(|kept| name == kept)));
    tmux.env("LC_ALL", "C.UTF-8")
        .args(["-u", "-S"])
        .arg(folder.join("socket"))
        .arg("-f")
        .arg(folder.join("tmux.conf"));
    tmux
}
