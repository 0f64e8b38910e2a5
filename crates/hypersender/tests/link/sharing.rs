//! Several sessions for one instance are one.

use hypersender::Operation;

use super::{brief, sandbox, until};

#[tokio::test]
async fn two_clients_of_one_token_send_the_requests_of_one() {
    let sandbox = sandbox().await;
    let (one, other) = (sandbox.client(), sandbox.client());
    let mut first = one.link(sandbox.instance());
    let mut second = other.link(sandbox.instance().to_uppercase());
    let (a, b) = tokio::join!(until(&mut first, "qr_code"), until(&mut second, "qr_code"));
    assert_eq!((brief(&a), brief(&b)), ("qr_code 1".into(), "qr_code 1".into()));
    assert_eq!(sandbox.requests_to(Operation::RequestNewQrCode).len(), 1);
    assert_eq!(sandbox.requests_to(Operation::Health).len(), 1);
    sandbox.phone().scan_what_is_shown(&sandbox.instance());
    tokio::join!(until(&mut first, "linked"), until(&mut second, "linked"));
}

#[tokio::test]
async fn a_page_that_is_loaded_again_shows_the_same_code_without_a_request() {
    let sandbox = sandbox().await;
    let mut page = sandbox.client().link(sandbox.instance());
    let hypersender::LinkEvent::QrCode { qr_code: shown, .. } = until(&mut page, "qr_code").await
    else {
        unreachable!()
    };
    drop(page);
    let mut again = sandbox.client().link(sandbox.instance());
    let hypersender::LinkEvent::QrCode { qr_code, number, .. } = until(&mut again, "qr_code").await
    else {
        unreachable!()
    };
    assert_eq!((qr_code.png(), number), (shown.png(), 1));
    assert_eq!(sandbox.requests_to(Operation::RequestNewQrCode).len(), 1);
}
