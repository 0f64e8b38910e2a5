//! Sessions over real HTTP, against the sandbox and against services that answer as a test tells
//! them. What a session decides is tested beside the machine; here it is run.

#![allow(clippy::unwrap_used, reason = "tests")]

mod cancelling;
mod crowd;
mod running;
#[path = "../service/mod.rs"]
mod service;
mod sharing;
mod starting;

use futures_util::StreamExt;
use hypersender::{LinkEvent, LinkSession};
use hypersender_sandbox::Sandbox;

async fn sandbox() -> Sandbox {
    Sandbox::builder().virtual_time().start().await.unwrap()
}

/// An event in a few words.
fn brief(event: &LinkEvent) -> String {
    let kind = event.kind().name();
    match event {
        LinkEvent::QrCode { number, .. } | LinkEvent::QrExpired { number } => {
            format!("{kind} {number}")
        }
        LinkEvent::Status { current, .. } => format!("{kind} {current}"),
        _ => kind.to_owned(),
    }
}

/// Everything to the end.
async fn story(mut session: LinkSession) -> Vec<String> {
    let mut story = Vec::new();
    while let Some(event) = session.next().await {
        story.push(match event {
            Ok(event) => brief(&event),
            Err(error) => format!("error {}", error.code()),
        });
    }
    story
}

/// The first event of this kind.
async fn until(session: &mut LinkSession, kind: &str) -> LinkEvent {
    loop {
        let event = session.next().await.expect("the session goes on").unwrap();
        if event.kind().name() == kind {
            return event;
        }
    }
}
