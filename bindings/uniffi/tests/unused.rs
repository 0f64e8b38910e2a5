//! What costs nothing: its own program, since a thread that was begun once stays.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

use std::fs;

use hypersender_uniffi::{CallRecord, ClientRecord, LinkRecord, NativeClient, Secret};

/// The threads of the library, by their names.
fn threads() -> Vec<String> {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.map(|task| fs::read_to_string(task.unwrap().path().join("comm")).unwrap());
    names.filter(|name| name.starts_with("hypersender")).collect()
}

fn client() -> std::sync::Arc<NativeClient> {
    let options =
        ClientRecord { base_url: Some("http://127.0.0.1:1".into()), ..Default::default() };
    NativeClient::with_token(Secret("1|token".into()), options).unwrap()
}

#[test]
fn a_client_that_is_never_used_begins_no_thread() {
    let unused = client();
    let session = unused.link("one".to_owned(), LinkRecord::default());
    session.cancel();
    drop(session);
    unused.shut();
    drop(unused);
    drop(client());
    assert_eq!(threads(), Vec::<String>::new());

    let call = client();
    let call = call.health("not an id".to_owned(), CallRecord::default(), None);
    futures_util::FutureExt::now_or_never(call);
    assert!(!threads().is_empty(), "they would be known");
}
