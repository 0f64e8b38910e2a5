//! The examples as programs, run against the sandbox as they run against the service.

use std::path::PathBuf;
use std::process::Command;

use hypersender::Operation;
use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::NewInstance;

/// The instance that all examples are about.
const INSTANCE: &str = "c9a1dd76-5678-4f9d-9012-a5b78de100c3";

/// Where cargo puts the examples, which it builds before it runs tests.
fn example(name: &str) -> Command {
    let this = std::env::current_exe().expect("this test is a program");
    let target = this.ancestors().nth(2).expect("it lies in a folder of the target folder");
    let path = target.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "`cargo build --examples` makes {}", path.display());
    Command::new(path)
}

#[test]
fn the_first_one_shows_a_code() {
    let sandbox = Sandbox::builder().instances([NewInstance::default().id(INSTANCE)]);
    let sandbox = sandbox.start_blocking().unwrap();
    let output = example("show_qr_code")
        .env("HYPERSENDER_TOKEN", sandbox.token())
        .env("HYPERSENDER_BASE_URL", sandbox.url())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains('▀') && told.contains("Linked devices"), "{told}");
    assert_eq!(sandbox.requests_to(Operation::RequestNewQrCode).len(), 1);
}

#[test]
fn the_session_ends_when_a_phone_is_linked() {
    let linked = NewInstance::default().id(INSTANCE).status("WORKING");
    let sandbox = Sandbox::builder().instances([linked]).start_blocking().unwrap();
    let output = example("link")
        .env("HYPERSENDER_TOKEN", sandbox.token())
        .env("HYPERSENDER_BASE_URL", sandbox.url())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Linked.\n");
    assert!(sandbox.requests_to(Operation::RequestNewQrCode).is_empty());
}

#[test]
fn without_a_token_it_says_so_and_shows_none() {
    let output = example("show_qr_code").env_clear().output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("HYPERSENDER_TOKEN"));
}

#[test]
fn the_readmes_show_them() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(here.join(path)).unwrap().replace("\r\n", "\n");
    for (example, readme) in [
        ("link", "../../README.md"),
        ("show_qr_code", "../../README.md"),
        ("show_qr_code", "README.md"),
    ] {
        let example = read(&format!("examples/{example}.rs"));
        let (_, code) = example.split_once("\n\n").unwrap();
        assert!(read(readme).contains(&format!("```rust,no_run\n{code}```")), "{readme}");
    }
}
