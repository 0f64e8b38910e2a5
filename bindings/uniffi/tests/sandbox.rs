//! How long a sandbox lives, and what its phone answers.
#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

use std::sync::Arc;

use hypersender_uniffi::{
    CallRecord, ClientRecord, ListFilter, NativeClient, NativeError, NativeSandbox, SandboxRecord,
    handle,
};

fn list(client: Arc<NativeClient>) -> Result<usize, NativeError> {
    let call = async move {
        client.list_instances(ListFilter::default(), CallRecord::default(), None).await
    };
    handle().block_on(call).map(|listed| listed.len())
}

fn code(error: NativeError) -> String {
    match error {
        NativeError::Failed { details } => details.code,
        other => panic!("{other}"),
    }
}

#[test]
fn a_sandbox_lives_as_long_as_a_client_of_it() {
    let sandbox = NativeSandbox::start(SandboxRecord::default()).unwrap();
    let client = Arc::clone(&sandbox).client(ClientRecord::default()).unwrap();
    drop(sandbox);
    assert_eq!(list(client).unwrap(), 1);
}

#[test]
fn a_sandbox_that_is_stopped_is_gone_for_its_clients() {
    let sandbox = NativeSandbox::start(SandboxRecord::default()).unwrap();
    let client = Arc::clone(&sandbox).client(ClientRecord::default()).unwrap();
    sandbox.stop();
    assert_eq!(code(list(client).unwrap_err()), "connection");
    let later = sandbox.client(ClientRecord::default()).unwrap_err();
    assert_eq!(code(later), "closed");
}

#[test]
fn a_scan_for_an_instance_that_does_not_exist_is_of_no_code() {
    let sandbox = NativeSandbox::start(SandboxRecord::default()).unwrap();
    assert_eq!(sandbox.scan_what_is_shown("nobody".to_owned()).unwrap(), "unknown");
}
