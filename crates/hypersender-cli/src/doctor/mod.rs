//! The checks of `hypersender doctor`, one file each, from what is near to what is far. One that
//! can't be made because of what was found before is said to be skipped.

mod account;
mod address;
mod clock;
mod connection;
mod finding;
mod instance;
mod limits;
mod name;
mod proxy;
mod report;
mod token;

use std::time::Duration;

use hypersender::Client;

use crate::failure::Failure;
use crate::options::Service;
use finding::Finding;
pub(crate) use report::Report;

/// The set-up that is looked at.
#[derive(Debug)]
pub(crate) struct Patient {
    pub(crate) service: Service,
    pub(crate) instance: Option<String>,
    pub(crate) timeout: Duration,
}

/// All checks, in their order.
pub(crate) async fn examine(patient: &Patient, report: &mut Report<'_>) -> Result<(), Failure> {
    let (finding, token) = token::check(patient).await;
    report.tell(&finding)?;
    let address = match address::check(patient) {
        Ok((finding, address)) => {
            report.tell(&finding)?;
            address
        }
        Err(finding) => {
            report.tell(&finding)?;
            return report.skip(&AFTER_ADDRESS, "there is no usable address");
        }
    };

    let proxied = match proxy::check(patient, &address) {
        Ok((finding, proxied)) => {
            report.tell(&finding)?;
            proxied
        }
        Err(finding) => {
            report.tell(&finding)?;
            return report.skip(&AFTER_PROXY, "there is no usable proxy");
        }
    };
    let resolves = report.tell(&name::check(&address, proxied).await)?;
    if !resolves {
        return report.skip(&AFTER_NAME, "the name does not resolve");
    }

    let stranger = match client(patient, "nobody".into()) {
        Ok(stranger) => stranger,
        Err(finding) => {
            report.tell(&finding)?;
            return report.skip(&AFTER_CONNECTION, "there is no connection");
        }
    };
    let (finding, sounding) = connection::check(&stranger, &address).await;
    let connected = report.tell(&finding)?;
    report.tell(&clock::check(sounding.as_ref().ok()))?;
    if !connected {
        return report.skip(&AFTER_CLOCK, "the service can't be reached");
    }

    let Some(Ok(client)) = token.map(|token| client(patient, token)) else {
        return report.skip(&AFTER_CLOCK, "there is no usable token");
    };
    let listed = account::list(&client).await;
    let Some(id) = &patient.instance else {
        report.tell(&account::check(&listed, None))?;
        return report.skip(&AFTER_ACCOUNT, "no instance was named");
    };
    let known = listed.as_deref().unwrap_or_default();
    let finding = instance::check(&client, id, known).await;
    report.tell(&account::check(&listed, Some(&finding)))?;
    let answers = report.tell(&finding)?;
    if !answers {
        return report.skip(&["limits"], "the instance does not answer");
    }
    report.tell(&limits::check(&client, id).await)?;
    Ok(())
}

const AFTER_ADDRESS: [&str; 7] =
    ["proxy", "name", "connection", "clock", "account", "instance", "limits"];
const AFTER_PROXY: [&str; 6] = ["name", "connection", "clock", "account", "instance", "limits"];
const AFTER_NAME: [&str; 5] = ["connection", "clock", "account", "instance", "limits"];
const AFTER_CONNECTION: [&str; 4] = ["clock", "account", "instance", "limits"];
const AFTER_CLOCK: [&str; 3] = ["account", "instance", "limits"];
const AFTER_ACCOUNT: [&str; 2] = ["instance", "limits"];

/// A client for this set-up that tries everything once.
fn client(patient: &Patient, token: hypersender::Token) -> Result<Client, Finding> {
    let builder = patient.service.builder(token, Some(patient.timeout)).max_retries(0);
    builder.build().map_err(|error| {
        let (check, advice) = match error.argument() {
            Some("proxy") => ("proxy", "Give a whole URL, or leave --proxy away."),
            Some("base_url") => ("address", "Give a whole https:// URL, or leave it away."),
            Some("token") => ("token", "Copy it again from the dashboard, alone."),
            Some("ca_certificate") => {
                ("connection", "Name a PEM file, or leave --ca-certificate away.")
            }
            _ => ("connection", "Look at the options: one of them can't be meant."),
        };
        Finding::failed(check, &error).advise(advice)
    })
}
