//! Waiting for a request that is described.

use std::time::Duration;

use hypersender::Operation;
use hypersender_sandbox::{Limits, Sandbox, Wanted};

#[tokio::test]
async fn who_waits_for_a_request_that_does_not_come_hears_what_came_instead() {
    let sandbox = Sandbox::builder().limits(Limits::off()).start().await.unwrap();
    let (client, id) = (sandbox.client(), sandbox.instance());
    let within = Duration::from_millis(20);
    let wanted = Wanted { operation: Some(Operation::Restart), after: 0, ended: true };
    let missed = sandbox.wait_for(wanted, within).await.unwrap_err();
    assert_eq!(
        missed,
        "Within 0.02 s there was no request to restart whose exchange was over; there was none at all."
    );
    client.health(&id).await.unwrap();
    let look = Wanted { operation: Some(Operation::Health), ended: true, ..Wanted::default() };
    assert_eq!(sandbox.wait_for(look, Wanted::PATIENCE).await.unwrap().number, 1);
    let another = Wanted { after: 1, ..look };
    let missed = sandbox.wait_for(another, within).await.unwrap_err();
    assert_eq!(
        missed,
        "Within 0.02 s there was no request to health after number 1 whose exchange was over; there was none at all."
    );
    for _ in 0..6 {
        client.health(&id).await.unwrap();
    }
    assert_eq!(sandbox.wait_for(another, Wanted::PATIENCE).await.unwrap().number, 2);
    let missed = sandbox.wait_for(wanted, within).await.unwrap_err();
    let last = "there were 7, at last number 3, health, over; number 4, health, over; ";
    assert!(missed.contains(last), "{missed}");
}

#[test]
fn an_operation_of_another_name_is_refused() {
    assert_eq!(Wanted::operation("health"), Ok(Operation::Health));
    let text = "operation has to be one of request_new_qr_code, health, list_instances, \
                create_instance, restart.";
    assert_eq!(Wanted::operation("link"), Err(text.to_owned()));
}
