//! The same by hand with hyper-util, the pool below reqwest.

use std::error::Error;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

use crate::call::{CAP, Call, DEADLINE, Outcome, REQUEST_ID, TOKEN};

pub(crate) type Plain = Client<HttpConnector, Empty<Bytes>>;

pub(crate) fn client() -> Plain {
    Client::builder(TokioExecutor::new()).build_http()
}

pub(crate) async fn make(client: &Plain, call: Call, base: &str) -> Outcome {
    timeout(DEADLINE, ask(client, call, base)).await?
}

async fn ask(client: &Plain, call: Call, base: &str) -> Outcome {
    let method = if call == Call::Qr { "POST" } else { "GET" };
    let request = Request::builder().method(method).uri(format!("{base}{}", call.path()));
    let request = request.header("Authorization", format!("Bearer {TOKEN}"));
    let request = request.header("User-Agent", "plain/1.0");
    let request = request.header("Accept", "application/json").body(Empty::new())?;
    let response = client.request(request).await?;
    if !response.status().is_success() {
        return Err("another status".into());
    }
    let request_id = response.headers().get(REQUEST_ID);
    let request_id = request_id.and_then(|id| id.to_str().ok()).map(str::to_owned);
    let body = Limited::new(response.into_body(), CAP).collect().await;
    let body = body.map_err(|error| error as Box<dyn Error>)?;
    call.read(&body.to_bytes(), request_id)
}
