//! Is there such an instance, and how is it?

use hypersender::{Client, ErrorKind, Instance, Status, shown};

use super::finding::Finding;
use crate::table;

const CHECK: &str = "instance";

/// The most instances that are named.
const NAMED: usize = 3;

pub(super) async fn check(client: &Client, id: &str, known: &[Instance]) -> Finding {
    let health = match client.health(id).await {
        Ok(health) => health,
        Err(error) => {
            let finding = Finding::failed(CHECK, &error);
            return match error.kind() {
                ErrorKind::NotFound => finding.advise(others(known)),
                ErrorKind::InvalidArgument => {
                    finding.advise("Copy the id from the dashboard, alone.")
                }
                ErrorKind::RateLimited => {
                    finding.advise("Another program uses up the 10 looks a minute.")
                }
                ErrorKind::Authentication | ErrorKind::PermissionDenied => {
                    finding.advise("Is the token the account's that has this instance?")
                }
                _ => finding.advise("Try again in a while."),
            };
        }
    };
    let status = shown(health.status.as_str(), table::CELL);
    let ok = |text: &str| Finding::ok(CHECK, format!("It is {status}: {text}."));
    let note = |text: &str| Finding::note(CHECK, format!("It is {status}: {text}."));
    match health.status.known() {
        Some(Status::Working) => ok("a phone is linked"),
        Some(Status::ScanQrCode) => {
            note("no phone is linked yet").advise("`hypersender link` shows a code to scan.")
        }
        Some(Status::Failed | Status::Stopped) => {
            note("it does not run, or nobody scanned in time")
                .advise("`hypersender link` asks for a new code.")
        }
        Some(Status::Starting | Status::Pending) => {
            note("it is not ready").advise("If it stays so for minutes: `hypersender restart`.")
        }
        _ => note("a status that this version does not know")
            .advise("Something may have to be done on the phone."),
    }
}

/// What may have been meant.
fn others(known: &[Instance]) -> String {
    if known.is_empty() {
        return "Is it this account's? `hypersender instances` lists what there is.".to_owned();
    }
    let names = known.iter().take(NAMED).map(|instance| {
        let name = instance.name.as_deref().unwrap_or("no name");
        format!("{} ({})", shown(&instance.id, table::CELL), shown(name, 30))
    });
    let names: Vec<_> = names.collect();
    let more = if known.len() > NAMED { ", …" } else { "" };
    format!("There are: {}{more}. Is the id spelt right, and this account's?", names.join(", "))
}
