//! Nothing happens before a session is waited for, and what is wrong is said before anything is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use hypersender::{Client, LinkOptions, Operation, Token};

use super::{sandbox, story, until};

#[tokio::test]
async fn a_session_is_cold_until_it_is_waited_for() {
    let sandbox = sandbox().await;
    let session = sandbox.client().link(sandbox.instance());
    let linked = session.linked();
    tokio::task::yield_now().await;
    drop((session, linked));
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn what_can_not_be_is_refused_before_anything_is_sent() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let instance = sandbox.instance();
    for (session, argument) in [
        (client.link("../x"), "instance"),
        (client.link(&instance).timeout(Duration::ZERO), "timeout"),
        (client.link(&instance).qr_lifetime(Duration::from_secs(86_401)), "qr_lifetime"),
        (client.link(&instance).max_qr_codes(0), "max_qr_codes"),
        (client.link(&instance).options(LinkOptions::default().max_qr_codes(0)), "max_qr_codes"),
    ] {
        let error = session.await.unwrap_err();
        assert_eq!((error.code(), error.argument()), ("invalid_argument", Some(argument)));
        assert_eq!(error.operation(), Some(Operation::Link));
    }
    assert_eq!(story(client.link("a b")).await, ["error invalid_argument"]);
    assert!(sandbox.requests().is_empty());
}

#[test]
fn without_a_runtime_it_says_so() {
    let client = Client::new("1|token").unwrap();
    let error = futures_executor(client.link("a").linked());
    assert_eq!(error.unwrap_err().code(), "internal");
}

/// Polls once: what is ready at once needs no runtime.
fn futures_executor<F: Future>(future: F) -> F::Output {
    use futures_util::FutureExt;
    future.now_or_never().expect("it is ready at once")
}

#[tokio::test]
async fn options_hold_from_the_first_wait_on() {
    let sandbox = sandbox().await;
    let mut session = sandbox.client().link(sandbox.instance());
    until(&mut session, "qr_code").await;
    let session = session.timeout(Duration::from_secs(1)).max_qr_codes(1);
    let told = story(session).await;
    assert!(told.contains(&"qr_code 2".to_owned()), "{told:?}");
}

/// A client whose provider answers after so long.
fn providing(
    sandbox: &hypersender_sandbox::Sandbox,
    takes: Duration,
) -> (Client, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, clock, token) = (Arc::clone(&asked), sandbox.clock().clone(), sandbox.token());
    let provider = Token::provider(move || {
        count.fetch_add(1, Ordering::SeqCst);
        let (clock, token) = (clock.clone(), token.clone());
        async move {
            if !takes.is_zero() {
                clock.advance(takes);
                tokio::task::yield_now().await;
            }
            Ok(token)
        }
    });
    let builder = Client::builder(provider).base_url(sandbox.url());
    (builder.clock(sandbox.clock().clone()).build().unwrap(), asked)
}

#[tokio::test]
async fn a_provider_is_asked_once_and_its_time_counts() {
    let sandbox = sandbox().await;
    let (client, asked) = providing(&sandbox, Duration::from_secs(20));
    let start = sandbox.clock().now();
    sandbox.set_status(&sandbox.instance(), "PENDING");
    let session = client.link(sandbox.instance()).timeout(Duration::from_secs(100));
    let error = session.await.unwrap_err();
    assert_eq!(error.code(), "link_timeout");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let passed = sandbox.clock().now().since(start);
    assert!(passed >= Duration::from_secs(100) && passed < Duration::from_secs(101), "{passed:?}");
}

#[tokio::test]
async fn a_provider_that_is_slower_than_the_session_ends_it() {
    let sandbox = sandbox().await;
    let (client, _) = providing(&sandbox, Duration::from_secs(20));
    let session = client.link(sandbox.instance()).timeout(Duration::from_secs(5));
    assert_eq!(session.await.unwrap_err().code(), "link_timeout");
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn what_a_provider_fails_with_reaches_the_caller() {
    let sandbox = sandbox().await;
    let provider = Token::provider(|| async { Err("the vault is sealed".into()) });
    let client = Client::builder(provider).base_url(sandbox.url()).build().unwrap();
    let error = client.link(sandbox.instance()).await.unwrap_err();
    assert_eq!(error.code(), "authentication");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "the vault is sealed");
}

#[tokio::test]
async fn a_token_that_is_replaced_on_the_way_is_asked_for_again() {
    let sandbox = Arc::new(sandbox().await);
    let (clock, source) = (sandbox.clock().clone(), Arc::clone(&sandbox));
    let provider = Token::provider(move || {
        let token = source.token();
        async move { Ok(token) }
    });
    let client = Client::builder(provider).base_url(sandbox.url()).clock(clock).build().unwrap();
    let mut session = client.link(sandbox.instance());
    until(&mut session, "qr_code").await;
    sandbox.replace_token();
    sandbox.phone().scan_what_is_shown(&sandbox.instance());
    until(&mut session, "linked").await;
    // The new token has the same sessions and the same code's minute.
    assert!(!client.qr_cooldown(sandbox.instance()).unwrap().is_zero());
}

#[tokio::test]
async fn on_a_client_that_was_closed_it_ends_with_closed() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    client.close();
    assert_eq!(story(client.link(sandbox.instance())).await, ["error closed"]);
    assert!(sandbox.requests().is_empty());
    let mut session = sandbox.client().link(sandbox.instance());
    assert!(session.next().await.unwrap().is_ok());
}
