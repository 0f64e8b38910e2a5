//! A client, and what its token callback gives.

use std::sync::{Arc, Mutex};

use hypersender::Token;
use hypersender::clock::Clock;

pub(super) struct Client {
    pub(super) client: hypersender::Client,
    pub(super) answer: Arc<Mutex<Option<String>>>,
}

impl Client {
    pub(super) fn new(url: &str, token: String, asks: bool, clock: Clock) -> Self {
        let answer = Arc::new(Mutex::new(Some(token.clone())));
        let known = Arc::clone(&answer);
        let token = if asks {
            Token::provider(move || {
                let token = known.lock().expect("nobody panics with it").clone();
                async move { token.ok_or_else(|| "the vault is sealed".into()) }
            })
        } else {
            token.into()
        };
        let builder = hypersender::Client::builder(token).base_url(url).clock(clock);
        Self { client: builder.build().expect("an address and a token of a sandbox"), answer }
    }
}
