//! A thousand sessions of one client.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use hypersender::{LinkEvent, Operation};
use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::NewInstance;

const SESSIONS: usize = 1_000;

#[tokio::test]
async fn a_thousand_sessions_get_a_code_each_and_poll_like_two() {
    let names = (0..SESSIONS).map(|n| {
        let mut new = NewInstance::default();
        new.name = format!("number {n}").into();
        new
    });
    let sandbox = Sandbox::builder()
        .virtual_time()
        .instances(names.collect::<Vec<_>>())
        .start()
        .await
        .unwrap();
    let client = sandbox.client();
    let began = sandbox.clock().now();
    let sessions = sandbox.instances().into_iter().map(|instance| {
        let (client, sandbox) = (&client, &sandbox);
        async move {
            let mut session = client.link(&instance.id).timeout(Duration::from_mins(15));
            let mut codes = BTreeSet::new();
            while let Some(event) = session.next().await {
                match event {
                    Ok(LinkEvent::QrCode { qr_code, .. }) => {
                        let payload = qr_code.payload().unwrap().reveal().to_owned();
                        sandbox.phone().scan(&payload);
                        codes.insert(payload);
                    }
                    Ok(LinkEvent::Linked { .. }) => return Ok(codes),
                    Ok(_) => {}
                    Err(error) => return Err(error),
                }
            }
            unreachable!("a session ends in linked or in an error")
        }
    });
    let ends = join_all(sessions).await;
    let mut codes = BTreeSet::new();
    for end in ends {
        codes.extend(end.unwrap());
    }
    assert_eq!(codes.len(), SESSIONS);
    let minutes = sandbox.clock().now().since(began).as_secs_f64() / 60.0;
    let polls = sandbox.requests_to(Operation::ListInstances).len()
        + sandbox.requests_to(Operation::Health).len();
    let most = minutes * 9.0 + 9.0;
    assert!(
        u32::try_from(polls).map(f64::from).unwrap() <= most,
        "{polls} polls in {minutes:.1} min"
    );
    assert_eq!(sandbox.requests_to(Operation::RequestNewQrCode).len(), SESSIONS);
}
