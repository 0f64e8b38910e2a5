//! The token callback of a call that nobody waits for any more.
#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use futures_util::FutureExt;
use hypersender_uniffi::{
    CallRecord, ClientRecord, NativeClient, Thrown, TokenQuestion, TokenSearch, TokenSource,
};

/// A host that tells what it is asked, and has time.
struct Host(Sender<Told>);

enum Told {
    Asked(Arc<TokenQuestion>),
    GivenUp,
    LetGoOf,
}

impl TokenSource for Host {
    fn ask(&self, question: Arc<TokenQuestion>) -> Arc<dyn TokenSearch> {
        self.0.send(Told::Asked(question)).unwrap();
        Arc::new(Self(self.0.clone()))
    }
}

impl TokenSearch for Host {
    fn give_up(&self) {
        self.0.send(Told::GivenUp).unwrap();
    }
}

struct Mistake(Sender<Told>);
impl Thrown for Mistake {}

impl Drop for Mistake {
    fn drop(&mut self) {
        self.0.send(Told::LetGoOf).unwrap();
    }
}

#[test]
fn a_host_is_told_when_nobody_waits_and_what_it_throws_then_is_let_go_of() {
    let (tell, told) = channel();
    let told = || told.recv_timeout(Duration::from_mins(1)).unwrap();
    let options =
        ClientRecord { base_url: Some("http://127.0.0.1:1".into()), ..Default::default() };
    let client = NativeClient::with_source(Arc::new(Host(tell.clone())), options).unwrap();
    let mut call = Box::pin(client.health("one".to_owned(), CallRecord::default(), None));
    assert!(call.as_mut().now_or_never().is_none());
    let Told::Asked(question) = told() else { panic!("nobody was asked") };
    drop(call);
    assert!(matches!(told(), Told::GivenUp));
    question.refuse(Arc::new(Mistake(tell)));
    assert!(matches!(told(), Told::LetGoOf));
}
