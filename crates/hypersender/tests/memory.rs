//! Nothing is kept of what is over, however often it is done.

#![cfg(target_os = "linux")] // where a process can read how large it is
#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod service;

use std::time::Duration;

use hypersender::clock::Clock;
use hypersender_sandbox::wire::Request;
use service::{INSTANCE, client, serve, with_qr};

/// What the process has of the machine's memory, in kB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn clients_calls_and_sessions_that_are_over_leave_the_memory_as_it_was() {
    let clock = Clock::virtual_time();
    let code = with_qr("2@a-code");
    let server = serve(&clock, move |_: Request| std::future::ready(code.clone().into())).await;
    let rounds = async |count| {
        for _ in 0..count {
            let client = client(&server, &clock);
            assert!(client.list_instances().await.is_err(), "it is no list");
            client.request_new_qr_code(INSTANCE).await.unwrap();
            let mut session = client.link(INSTANCE);
            while session.next().await.unwrap().unwrap().kind().name() != "qr_code" {}
            drop(session);
            clock.advance(Duration::from_secs(61));
        }
        resident()
    };
    let mut before = rounds(150).await;
    let mut grown = Vec::new();
    for _ in 0..4 {
        let after = rounds(150).await;
        grown.push(after.saturating_sub(before));
        before = after;
    }
    // A leak grows in each quarter: that of a picture, or of a connection's buffer, would by far more.
    let least = grown.iter().min().unwrap();
    assert!(*least < 150, "it grew by {grown:?} kB");
}
