//! Where the token comes from, and who else could get at it.

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use hypersender::Operation;
use hypersender_sandbox::Sandbox;
use hypersender_sandbox::faults::{Fault, Rule};
use tempfile::TempDir;

use crate::child::{Running, at, end, end_of, hypersender};

struct SetUp {
    sandbox: Sandbox,
    folder: TempDir,
}

impl SetUp {
    fn new() -> Self {
        let sandbox = Sandbox::builder().start_blocking().unwrap();
        Self { sandbox, folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, content: &str, mode: u32) -> PathBuf {
        let path = self.folder.path().join("token");
        std::fs::write(&path, content).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let _ = mode;
        path
    }

    fn health(&self) -> std::process::Command {
        let mut command = at(&self.sandbox, &["health"]);
        command.env_remove("HYPERSENDER_TOKEN");
        command
    }

    /// The health, with the token in a file.
    fn health_with(&self, content: &str, mode: u32) -> crate::child::End {
        end(self.health().arg("--token-file").arg(self.file(content, mode)))
    }
}

#[test]
fn the_environment_has_it_under_two_names() {
    let set_up = SetUp::new();
    for name in ["HYPERSENDER_TOKEN", "HYPERSENDER_WHATSAPP_API_KEY"] {
        assert_eq!(end(set_up.health().env(name, set_up.sandbox.token())).code, 0, "{name}");
    }
    let none = end(&mut set_up.health());
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("HYPERSENDER_TOKEN") && none.stderr.contains("--token-file"));
}

#[test]
fn a_file_counts_more_and_its_last_line_break_does_not_matter() {
    let set_up = SetUp::new();
    let token = format!("{}\r\n", set_up.sandbox.token());
    let mut command = set_up.health();
    command
        .env("HYPERSENDER_TOKEN", "1|refused")
        .arg("--token-file")
        .arg(set_up.file(&token, 0o600));
    let end = end(&mut command);
    assert_eq!((end.code, end.stderr.as_str()), (0, ""), "{end:?}");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_warned_of_and_one_that_they_can_write_refused() {
    let set_up = SetUp::new();
    let token = set_up.sandbox.token();
    for (mode, code) in
        [(0o400, 0), (0o600, 0), (0o644, 0), (0o640, 0), (0o660, 2), (0o666, 2), (0o602, 2)]
    {
        let end = set_up.health_with(&token, mode);
        assert_eq!(end.code, code, "{mode:o}: {end:?}");
        assert_eq!(
            end.stderr.contains("warning"),
            code == 0 && mode & 0o044 != 0,
            "{mode:o}: {end:?}"
        );
        assert_eq!(end.stderr.contains("chmod 600"), code == 2, "{mode:o}: {end:?}");
    }
    assert_eq!(set_up.sandbox.requests().len(), 4, "a refused file sends nothing");
}

#[test]
fn what_can_not_be_a_token_is_refused_without_showing_it() {
    let set_up = SetUp::new();
    for content in [
        "",
        " \n",
        "Bearer canary",
        "canary canary",
        "canary\ncanary",
        "canäry",
        &"canary".repeat(20_000),
    ] {
        let end = set_up.health_with(content, 0o600);
        assert_eq!(end.code, 2, "{end:?}");
        assert!(!end.stderr.contains("canary"), "{end:?}");
    }
    let missing = end(set_up.health().args(["--token-file", "no/such/token"]));
    assert!(missing.code == 2 && missing.stderr.contains("no/such/token"), "{missing:?}");
    let folder = end(set_up.health().arg("--token-file").arg(set_up.folder.path()));
    assert_eq!(folder.code, 2, "{folder:?}");
    assert!(set_up.sandbox.requests().is_empty());
}

#[test]
fn it_can_be_piped_in() {
    let set_up = SetUp::new();
    let mut command = set_up.health();
    command.args(["--token-file", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(set_up.sandbox.token().as_bytes()).unwrap();
    assert_eq!(end_of(&child.wait_with_output().unwrap()).code, 0);
}

#[cfg(unix)]
#[test]
fn a_pipe_that_says_nothing_does_not_hold_up_the_end() {
    let set_up = SetUp::new();
    let pipe = set_up.folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let health = Running::start(set_up.health().arg("--token-file").arg(&pipe));
        let silent = std::fs::File::create(&pipe).unwrap(); // waits for the command to open it
        health.signal(signal);
        assert_eq!(health.end().code, code, "{signal}");
        drop(silent);
    }
}

#[test]
fn a_file_is_read_again_when_the_service_refuses_what_was_in_it() {
    let set_up = SetUp::new();
    let file = set_up.file(&set_up.sandbox.token(), 0o600);
    let mut watch = at(&set_up.sandbox, &["health", "--json", "--watch", "--every", "0.05"]);
    watch.env_remove("HYPERSENDER_TOKEN").arg("--token-file").arg(file);
    let mut watch = Running::start(&mut watch);
    watch.line_with("SCAN_QR_CODE");

    // No look comes through while the token is in one place a new one and in the other still old.
    let broken = Rule::next(Operation::Health, Fault::status(503)).times(None);
    set_up.sandbox.faults().add(broken);
    let next = set_up.sandbox.replace_token();
    set_up.file(&next, 0o600);
    set_up.sandbox.faults().clear();
    set_up.sandbox.set_status(&set_up.sandbox.instance(), "WORKING");
    watch.line_with("WORKING");
    watch.child.kill().unwrap();
    watch.child.wait().unwrap();
}

#[test]
fn an_argument_is_no_way() {
    let end = end(&mut hypersender(&["health", "x", "--token", "1|canary"]));
    assert_eq!(end.code, 2);
}
