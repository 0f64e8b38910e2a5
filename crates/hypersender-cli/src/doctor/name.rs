//! Does the name resolve?

use std::time::Duration;

use tokio::net::lookup_host;
use tokio::time::timeout;

use super::address::Address;
use super::finding::Finding;
use crate::exit::Exit;

const CHECK: &str = "name";

/// Longer takes no resolver that answers.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn check(address: &Address, looked_up_there: bool) -> Finding {
    let host = &address.host;
    if looked_up_there {
        return Finding::skipped(CHECK, "the proxy resolves it");
    }
    if !address.is_name {
        return Finding::ok(CHECK, format!("{host} is a number already."));
    }
    let addresses = match timeout(PATIENCE, lookup_host((host.as_str(), address.port))).await {
        Ok(Ok(addresses)) => addresses.map(|address| address.ip().to_string()).collect::<Vec<_>>(),
        Ok(Err(_)) => Vec::new(),
        Err(_) => {
            let text =
                format!("The name server does not say in {} s what {host} is.", PATIENCE.as_secs());
            return Finding::problem(CHECK, text, Exit::Network).advise(
                "Is this machine on the network? Is the name server in its settings alive?",
            );
        }
    };
    match addresses.first() {
        Some(first) => Finding::ok(CHECK, format!("{host} is {first}.")),
        None => Finding::problem(CHECK, format!("{host} does not resolve."), Exit::Network)
            .advise("Is the address spelt right? Is this machine on the network, and does it find other names?"),
    }
}
