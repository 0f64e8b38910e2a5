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

use hypersender::{CaCertificate, Client, Token};

use crate::exit::Exit;
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

    let looked_up_there = match proxy::check(patient, &address) {
        Ok((finding, looks_up)) => {
            report.tell(&finding)?;
            looks_up
        }
        Err(finding) => {
            report.tell(&finding)?;
            return report.skip(&AFTER_PROXY, "there is no usable proxy");
        }
    };
    let resolves = report.tell(&name::check(&address, looked_up_there).await)?;
    if !resolves {
        return report.skip(&AFTER_NAME, "the name does not resolve");
    }

    let stranger = match authority(patient).await {
        Ok(trusted) => trusting_client(patient, "nobody".into(), trusted.clone())
            .map(|stranger| (stranger, trusted)),
        Err(finding) => Err(finding),
    };
    let (stranger, trusted) = match stranger {
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

    let Some(Ok(client)) = token.map(|token| trusting_client(patient, token, trusted)) else {
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

/// The certificates to trust beside the machine's. A pipe is not waited for without end.
async fn authority(patient: &Patient) -> Result<Option<CaCertificate>, Finding> {
    let problem = |text: String| {
        Finding::problem("connection", text, Exit::Usage)
            .advise("Name a PEM file, or leave --ca-certificate away.")
    };
    match tokio::time::timeout(patient.timeout, patient.service.authority()).await {
        Ok(read) => read.map_err(|failure| problem(failure.to_string())),
        Err(_) => Err(problem("Nothing came out of the pipe that --ca-certificate names.".into())),
    }
}

/// A client for this set-up that tries everything once.
fn client(patient: &Patient, token: Token) -> Result<Client, Finding> {
    trusting_client(patient, token, None)
}

/// The same that trusts these authorities as well.
fn trusting_client(
    patient: &Patient,
    token: Token,
    authority: Option<CaCertificate>,
) -> Result<Client, Finding> {
    let mut builder = patient.service.builder(token, Some(patient.timeout)).max_retries(0);
    if let Some(authority) = authority {
        builder = builder.ca_certificate(authority);
    }
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
