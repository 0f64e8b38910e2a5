//! What a run's wire has shown, held against what the scenario says that it covers: who says that an
//! operation met a fault has to have shown it to that operation.
//!
//! That is judged where the wire alone can tell. What a caller or a clock does has its expectations.

use std::collections::BTreeSet;

use hypersender_sandbox::Entry;
use hypersender_sandbox::wire::Action;

use crate::format::{Listen, OnConnection, Operation, Server, Tls};

mod exchange;
mod signs;

pub(crate) use exchange::Exchange;
use exchange::Pace;

/// What goes for all requests of a run.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    pub(crate) connections: Vec<OnConnection>,
    pub(crate) tls: Option<Tls>,
    pub(crate) listen: Listen,
    pub(crate) proxy: bool,
}

impl Scene {
    /// What of a script came into play with so many connections.
    pub(crate) fn of(server: &Server, proxy: bool, connections: u64) -> Self {
        let made = usize::try_from(connections).unwrap_or(usize::MAX);
        let met = server.connections.iter().take(made).copied().collect();
        Self { connections: met, tls: server.tls, listen: server.listen, proxy }
    }
}

/// The claims that nothing on the wire bears out.
pub(crate) fn unfounded(
    claims: &BTreeSet<(String, String)>,
    scene: &Scene,
    exchanges: &[Exchange],
) -> Vec<String> {
    let mut found = Vec::new();
    for (fault, operation) in claims {
        let of = |exchange: &&Exchange| met_by(operation, exchange.operation);
        let met: Vec<&Exchange> = exchanges.iter().filter(of).collect();
        if signs::shown(fault, scene, &met) == Some(false) {
            found.push(format!("covers: {fault} was never shown to {operation}"));
        }
    }
    found
}

/// Whether what was answered to one operation is what another one of the tables has met.
fn met_by(column: &str, operation: Option<Operation>) -> bool {
    let Some(operation) = operation else { return false };
    match column {
        // A session asks for all kinds of things, and what making a client meets is seen by any.
        "link" | "client" | "qr_cooldown" => true,
        "qr_code" => {
            matches!(operation, Operation::RequestNewQrCode | Operation::CreateInstance)
        }
        column => column == operation.name(),
    }
}

/// Which operation a request is, by its path.
pub(crate) fn operation(target: &str) -> Option<Operation> {
    let path = target.split('?').next().unwrap_or(target);
    match path.rsplit('/').next()? {
        "request-new-qr-code" => Some(Operation::RequestNewQrCode),
        "health" => Some(Operation::Health),
        "instances" => Some(Operation::ListInstances),
        "create-instance" => Some(Operation::CreateInstance),
        "restart" => Some(Operation::Restart),
        _ => None,
    }
}

/// What the sandbox tells of an exchange.
pub(crate) fn told(entry: &Entry) -> Exchange {
    Exchange {
        operation: operation(&entry.path),
        status: entry.status,
        fault: entry.fault.clone(),
        ..Exchange::default()
    }
}

/// What a script does.
pub(crate) fn scripted(target: &str, delayed: bool, script: &[Action]) -> Exchange {
    let mut exchange = Exchange::of(operation(target), script);
    if delayed {
        exchange.pace.insert(Pace::Late);
    }
    exchange
}
