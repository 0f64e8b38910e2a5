//! The token and what is in a code are in nothing that the command prints, however much it tells.

use std::collections::BTreeMap;
use std::path::Path;

use hypersender::{Operation, QrCode};
use hypersender_sandbox::faults::{Fault, Rule};
use hypersender_sandbox::{AccessToken, Entry, Sandbox};

use tokio::runtime::Builder;

use crate::child::{End, Running, at, code_in, end};

/// The texts that must not be seen.
struct Canaries(Vec<String>);

impl Canaries {
    fn of(sandbox: &Sandbox) -> Self {
        let token = sandbox.token();
        let half = token.split('|').next_back().unwrap().to_owned();
        Self(vec![token, half])
    }

    /// What the service has given by now: the own token of each instance, and the texts of the codes.
    fn given_by(&mut self, sandbox: &Sandbox) {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = sandbox.client();
        let listed = runtime.block_on(async { client.list_instances().await }).unwrap();
        for token in listed.iter().map(|instance| instance.access_token.as_ref().unwrap().reveal())
        {
            self.0.push(token.to_owned());
            self.0.extend(token.split('|').next_back().map(str::to_owned));
        }
        let codes = sandbox.instances().into_iter().filter_map(|instance| instance.last_code);
        self.0.extend(codes.map(|code| code.payload));
        self.0.sort();
        self.0.dedup();
    }

    /// What is in a code: the text, and the picture as others write it.
    fn add(&mut self, png: &Path) {
        let code = QrCode::from_png(std::fs::read(png).unwrap()).unwrap();
        let base64 = code.base64();
        self.0.push(code_in(png));
        self.0.push(base64[base64.len() / 2..][..80].to_owned());
    }

    #[track_caller]
    fn are_not_in(&self, end: &End) {
        for canary in self.0.iter().map(String::as_str).chain(["iVBORw0KGgo", "PNG\r\n"]) {
            assert!(!end.stdout.contains(canary), "{end:?}");
            assert!(!end.stderr.contains(canary), "{end:?}");
        }
    }
}

fn sandbox() -> Sandbox {
    let own = AccessToken::default();
    Sandbox::builder().access_token(own).speed(20.0).start_blocking().unwrap()
}

#[test]
fn no_command_prints_the_token_even_if_the_service_echoes_it() {
    let sandbox = sandbox();
    let canaries = Canaries::of(&sandbox);
    echoes(&sandbox, Operation::RequestNewQrCode, 403);
    echoes(&sandbox, Operation::Restart, 422);
    echoes(&sandbox, Operation::ListInstances, 422);
    // Only with a look that succeeds does it ask for a code.
    let link: &[&str] = &["link", "--timeout", "60"];
    tells_no_secrets(&sandbox, &canaries, &[link]);
    let asked = |request: &Entry| request.operation == Some(Operation::RequestNewQrCode);
    assert!(sandbox.requests().iter().any(asked));
    echoes(&sandbox, Operation::Health, 403);
    let commands: [&[&str]; 6] =
        [&["health"], &["instances"], &["restart"], &["qr"], &["doctor"], link];
    tells_no_secrets(&sandbox, &canaries, &commands);
}

#[test]
fn what_a_new_instance_brings_with_it_is_printed_nowhere() {
    let (sandbox, folder) = (sandbox(), tempfile::tempdir().unwrap());
    let mut canaries = Canaries::of(&sandbox);
    let before = canaries.0.len();
    let png = folder.path().join("code.png");
    for (name, phone, json) in
        [("One", "+201234567891", None), ("Two", "+201234567892", Some("--json"))]
    {
        let mut create = at(&sandbox, &["create", "--name", name, "--phone", phone, "--verbose"]);
        let end = end(create.args(["--png", png.to_str().unwrap()]).args(json));
        assert_eq!(end.code, 0, "{end:?}");
        canaries.given_by(&sandbox);
        canaries.add(&png);
        canaries.are_not_in(&end);
        assert!(end.stderr.contains("POST"), "{end:?}");
    }
    // The token of each instance in whole and in part, and what is in each of two codes.
    assert!(canaries.0.len() >= before + 8, "{}", canaries.0.len());
    tells_no_secrets(&sandbox, &canaries, &[&["instances"], &["doctor"]]);
}

fn echoes(sandbox: &Sandbox, operation: Operation, status: u16) {
    let echo = format!("Bearer {} is not valid", sandbox.token());
    let body = Some(serde_json::json!({ "message": echo }).to_string());
    let fault = Fault::Status { status, headers: BTreeMap::new(), body };
    sandbox.faults().add(Rule::next(operation, fault).times(None));
}

#[track_caller]
fn tells_no_secrets(sandbox: &Sandbox, canaries: &Canaries, commands: &[&[&str]]) {
    for arguments in commands {
        for json in [&["--verbose"][..], &["--verbose", "--json"]] {
            let end = end(at(sandbox, arguments).args(json));
            canaries.are_not_in(&end);
            let told = end.stderr.contains("hypersender: ") || end.stderr.contains("DEBUG");
            assert!(told, "--verbose tells something: {end:?}");
        }
    }
}

#[test]
fn a_session_tells_a_person_neither_code_nor_token() {
    session_without_secrets(false);
}

#[test]
fn a_session_tells_a_program_neither_code_nor_token() {
    session_without_secrets(true);
}

fn session_without_secrets(json: bool) {
    let (sandbox, folder) = (sandbox(), tempfile::tempdir().unwrap());
    let mut canaries = Canaries::of(&sandbox);
    let png = folder.path().join("code.png");
    let mut command = at(&sandbox, &["link", "--verbose", "--png", png.to_str().unwrap()]);
    if json {
        command.arg("--json");
    }
    let mut link = Running::start(&mut command);
    let shown = if json { link.line_with("\"qr_code\"") } else { link.line_with("While it lives") };
    canaries.add(&png);
    assert!(canaries.0.iter().all(|canary| !shown.contains(canary)), "{shown}");
    #[cfg(target_os = "linux")]
    for file in ["cmdline", "comm"] {
        let process = format!("/proc/{}/{file}", link.child.id());
        let title = String::from_utf8_lossy(&std::fs::read(process).unwrap()).into_owned();
        assert!(canaries.0.iter().all(|canary| !title.contains(canary)), "{title}");
    }
    sandbox.phone().scan(&code_in(&png));
    let end = link.end();
    assert_eq!(end.code, 0, "{end:?}");
    canaries.are_not_in(&end);
    assert!(end.stderr.contains("POST") && end.stderr.contains("/{instance}/"), "{end:?}");
}

#[test]
fn a_proxy_password_is_not_printed_either() {
    let sandbox = sandbox();
    let proxy = "http://user:canary-password@127.0.0.1:1";
    for arguments in [&["health", "--timeout", "2"][..], &["doctor"]] {
        let mut command = at(&sandbox, arguments);
        command.args(["--verbose", "--proxy", proxy]);
        let end = end(&mut command);
        assert!(!end.stdout.contains("canary") && !end.stderr.contains("canary"), "{end:?}");
        let mut command = at(&sandbox, arguments);
        command.env("HYPERSENDER_BASE_URL", "https://example.com").env("HTTPS_PROXY", proxy);
        let end = crate::child::end(&mut command);
        assert!(!end.stdout.contains("canary") && !end.stderr.contains("canary"), "{end:?}");
    }
}
