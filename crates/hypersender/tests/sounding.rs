//! What a diagnosis learns from the outside of an answer.

use std::time::Duration;

use hypersender::{Client, Sounded};
use hypersender_sandbox::Sandbox;

#[tokio::test]
async fn the_service_is_sounded_without_the_token() {
    let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
    let sounding = sandbox.client().sound(Sounded::Service).await.unwrap();
    assert_eq!((sounding.status, sounding.is_json), (401, true));
    let apart = sounding.received_at.duration_since(sounding.served_at.unwrap()).unwrap();
    assert!(apart < Duration::from_secs(2), "{apart:?}");
}

#[tokio::test]
async fn an_instance_is_sounded_with_it_and_tells_what_is_left_of_the_limit() {
    let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
    let instance = sandbox.instance();
    let sounding = sandbox.client().sound(Sounded::Instance(&instance)).await.unwrap();
    assert_eq!(sounding.status, 200);
    assert_eq!((sounding.limit, sounding.remaining), (Some(10), Some(9)));
}

#[tokio::test]
async fn what_can_not_be_reached_says_where_it_broke_and_nothing_is_repeated() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::builder("1|token").base_url(format!("http://{nobody}")).build().unwrap();
    let error = client.sound(Sounded::Service).await.unwrap_err();
    assert_eq!(error.reason().map(hypersender::Reason::name), Some("refused"));
    assert_eq!(error.attempts(), 1);
    let bad = client.sound(Sounded::Instance("../x")).await.unwrap_err();
    assert_eq!(bad.argument(), Some("instance"));
}
