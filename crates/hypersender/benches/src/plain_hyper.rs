//! The same by hand with hyper-util, the pool below reqwest.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::call::{Call, Outcome, TOKEN};

pub(crate) async fn make(call: Call, count: usize, base: &str) -> Outcome {
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let url = format!("{base}{}", call.path());
    let method = if call == Call::Qr { "POST" } else { "GET" };
    for _ in 0..count {
        let request = Request::builder().method(method).uri(&url);
        let request = request.header("Authorization", format!("Bearer {TOKEN}"));
        let request = request.header("Accept", "application/json").body(Empty::new())?;
        let response = client.request(request).await?;
        call.read(&response.into_body().collect().await?.to_bytes())?;
    }
    Ok(())
}
