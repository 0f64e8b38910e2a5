//! What is wrong before anything is sent.

use crate::child::{at, hypersender};
use crate::{examined, healthy};

#[test]
fn there_is_no_token() {
    let sandbox = healthy();
    let diagnosis = examined(at(&sandbox, &["doctor"]).env_remove("HYPERSENDER_TOKEN"));
    diagnosis.is("token", &["HYPERSENDER_TOKEN", "--token-file", "dashboard"], 2);
    assert_eq!(diagnosis.of("connection")["result"], "ok", "what can be looked at is looked at");
    assert_eq!(diagnosis.of("account")["result"], "skipped");
}

#[test]
fn the_token_was_copied_with_the_word_before_it() {
    let sandbox = healthy();
    let token = format!("Bearer {}", sandbox.token());
    let diagnosis = examined(at(&sandbox, &["doctor"]).env("HYPERSENDER_TOKEN", &token));
    diagnosis.is("token", &["Bearer", "HYPERSENDER_TOKEN", "Copy it again"], 2);
    assert!(!diagnosis.everything.contains(&sandbox.token()));
}

#[test]
fn the_token_stands_in_quotes() {
    let sandbox = healthy();
    let token = format!("\"{}\"", sandbox.token());
    let diagnosis = examined(at(&sandbox, &["doctor"]).env("HYPERSENDER_TOKEN", token));
    diagnosis.notes("token", &["quotes", "Leave them out"]);
    diagnosis.is("account", &["401", "copied"], 5);
}

#[test]
fn the_token_is_an_instances_id() {
    let sandbox = healthy();
    let diagnosis =
        examined(at(&sandbox, &["doctor"]).env("HYPERSENDER_TOKEN", sandbox.instance()));
    diagnosis.notes("token", &["instance's id", "a bar"]);
}

#[cfg(unix)]
#[test]
fn others_can_write_the_token_file_or_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let (sandbox, folder) = (healthy(), tempfile::tempdir().unwrap());
    let file = folder.path().join("token");
    std::fs::write(&file, sandbox.token()).unwrap();
    let set = |mode| {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        examined(at(&sandbox, &["doctor", "--token-file"]).arg(&file))
    };
    set(0o666).is("token", &["written by others", "chmod 600"], 2);
    let readable = set(0o644);
    readable.notes("token", &["read by others", "chmod 600"]);
    assert_eq!(readable.code, 0);
    assert_eq!(set(0o600).of("token")["result"], "ok");
}

#[test]
fn the_token_file_is_not_there() {
    let mut command = at(&healthy(), &["doctor", "--token-file", "no/such/token"]);
    examined(&mut command).is("token", &["no/such/token"], 2);
}

#[cfg(unix)]
#[test]
fn the_token_file_is_a_pipe_that_says_nothing() {
    let (folder, sandbox) = (tempfile::tempdir().unwrap(), healthy());
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let patience = ["doctor", "--timeout", "0.3", "--token-file"];
    let diagnosis = examined(at(&sandbox, &patience).arg(&pipe));
    diagnosis.is("token", &["Nothing came out", "--token-file"], 2);
}

#[test]
fn the_address_is_none() {
    for (address, words) in [
        ("app.hypersender.com/api", &["whole URL", "HYPERSENDER_BASE_URL"][..]),
        ("http://app.hypersender.com", &["not https"]),
        ("https://user:canary@app.hypersender.com", &["user name"]),
        ("https://app.hypersender.com?x=1", &["query"]),
    ] {
        let mut command = hypersender(&["doctor"]);
        command.env("HYPERSENDER_TOKEN", "1|token").env("HYPERSENDER_BASE_URL", address);
        let diagnosis = examined(&mut command);
        diagnosis.is("address", words, 2);
        assert!(!diagnosis.everything.contains("canary"));
        assert_eq!(diagnosis.of("limits")["result"], "skipped");
    }
}

#[test]
fn the_proxy_is_no_url() {
    let sandbox = healthy();
    let diagnosis = examined(&mut at(&sandbox, &["doctor", "--proxy", "proxy.example.com:3128"]));
    diagnosis.is("proxy", &["http://proxy.example.com:3128", "--proxy"], 2);
}

#[test]
fn the_certificate_file_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("company.pem");
    std::fs::write(&file, "hello").unwrap();
    let sandbox = healthy();
    let diagnosis = examined(at(&sandbox, &["doctor", "--ca-certificate"]).arg(&file));
    diagnosis.is("connection", &["company.pem", "PEM"], 2);
    let diagnosis = examined(at(&sandbox, &["doctor", "--ca-certificate"]).arg(folder.path()));
    diagnosis.is("connection", &["can't be read", "a folder"], 2);
}

#[cfg(unix)]
#[test]
fn the_certificate_file_is_a_device_or_a_pipe_that_says_nothing() {
    let (folder, sandbox) = (tempfile::tempdir().unwrap(), healthy());
    let diagnosis = examined(at(&sandbox, &["doctor", "--ca-certificate"]).arg("/dev/zero"));
    diagnosis.is("connection", &["/dev/zero", "a device"], 2);
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let patience = ["doctor", "--timeout", "0.3", "--ca-certificate"];
    let diagnosis = examined(at(&sandbox, &patience).arg(&pipe));
    diagnosis.is("connection", &["Nothing came out of the pipe", "PEM file"], 2);
}

#[cfg(unix)]
#[test]
fn a_pipe_with_certificates_is_read_once() {
    let (folder, sandbox) = (tempfile::tempdir().unwrap(), healthy());
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let authority = rcgen::generate_simple_self_signed(["example.com".to_owned()]).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| std::fs::write(&pipe, authority.cert.pem()).unwrap());
        let diagnosis = examined(at(&sandbox, &["doctor", "--ca-certificate"]).arg(&pipe));
        assert_eq!(diagnosis.code, 0, "{}", diagnosis.everything);
    });
}
