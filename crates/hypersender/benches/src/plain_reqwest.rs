//! The same by hand with reqwest: as much as a program has to do that must not hang, nor be flooded,
//! nor follow a redirect with its token.

use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};

use crate::call::{CAP, Call, DEADLINE, Outcome, REQUEST_ID, TOKEN};

pub(crate) fn client() -> Result<Client, reqwest::Error> {
    // It is built without a provider of its own; what that costs is not a call's.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
    Client::builder()
        .no_proxy()
        .timeout(DEADLINE)
        .connect_timeout(Duration::from_secs(10))
        .redirect(Policy::none())
        .user_agent("plain/1.0")
        .default_headers(headers)
        .build()
}

pub(crate) async fn make(client: &Client, call: Call, base: &str) -> Outcome {
    let method = if call == Call::Qr { Method::POST } else { Method::GET };
    let request = client.request(method, format!("{base}{}", call.path())).bearer_auth(TOKEN);
    let response = request.send().await?.error_for_status()?;
    let request_id = response.headers().get(REQUEST_ID);
    let request_id = request_id.and_then(|id| id.to_str().ok()).map(str::to_owned);
    call.read(&body(response).await?, request_id)
}

/// The body, if it is not too large.
async fn body(mut response: Response) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let expected = usize::try_from(response.content_length().unwrap_or(0))?;
    if expected > CAP {
        return Err("too large".into());
    }
    let mut body = Vec::with_capacity(expected);
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > CAP {
            return Err("too large".into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
