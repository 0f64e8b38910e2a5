//! The door by which a fuzz target comes to the wire and all that is behind it, without a socket.
//! Compiled for that alone.

use std::net::{Ipv4Addr, SocketAddr};

use hypersender::clock::Clock;

use crate::service::Service;
use crate::wire::{Handler, Reply, requests};
use crate::{Settings, wire};

/// What is answered to the requests that come in as these bytes on one connection.
pub fn answers(bytes: &[u8]) -> Vec<Reply> {
    let settings = Settings { seed: Some(1), token: Some("token".into()), ..Settings::default() };
    let service = Service::new(settings, Clock::virtual_time());
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    runtime.block_on(async {
        let mut replies = Vec::new();
        for request in requests(bytes, peer).await {
            let number = request.number;
            replies.push(service.handle(request).await);
            service.ended(number, wire::End::Answered);
        }
        replies
    })
}
