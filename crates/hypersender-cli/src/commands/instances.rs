//! `hypersender instances`: what there is.

use std::io::Write;

use clap::Args;
use hypersender::{Instance, shown};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::options::{CallTimeout, Service, Voice};
use crate::table;
use crate::terminal::Terminal;

const HELP: &str = "\
Examples:
  hypersender instances
  hypersender instances --status SCAN_QR_CODE        those that wait for a phone
  hypersender instances --json | jq -r 'select(.status != \"WORKING\").id'";

/// List the account's instances, or some of them
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Instances {
    /// Only the one with this id
    #[arg(long)]
    uuid: Option<String>,

    /// Only those whose name has this in it
    #[arg(long)]
    name: Option<String>,

    /// Only the one with this number: + and digits
    #[arg(long)]
    phone: Option<String>,

    /// Only those with this status, such as `WORKING`, `SCAN_QR_CODE`, `FAILED`
    #[arg(long)]
    status: Option<String>,

    #[command(flatten)]
    timeout: CallTimeout,
    #[command(flatten)]
    pub(crate) service: Service,
    #[command(flatten)]
    pub(crate) voice: Voice,
}

impl Instances {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let client = self.service.client(Some(self.timeout.timeout)).await?;
        let mut list = client.list_instances();
        if let Some(uuid) = self.uuid {
            list = list.uuid(uuid);
        }
        if let Some(name) = self.name {
            list = list.name(name);
        }
        if let Some(phone) = self.phone {
            list = list.phone(phone);
        }
        if let Some(status) = self.status {
            list = list.status(status);
        }
        let instances = list.await?;
        if self.voice.json {
            for instance in &instances {
                writeln!(terminal, "{}", json::line(instance))?;
            }
        } else if instances.is_empty() {
            writeln!(terminal, "There is none.")?;
        } else {
            let head = ["ID", "STATUS", "PHONE", "NAME"].map(str::to_owned);
            let rows: Vec<_> = [head].into_iter().chain(instances.iter().map(row)).collect();
            table::print(terminal, &rows)?;
        }
        terminal.flush()?;
        Ok(Exit::Done)
    }
}

fn row(instance: &Instance) -> [String; 4] {
    let text = |text: Option<&str>| text.map_or("-".to_owned(), |text| shown(text, table::CELL));
    [
        shown(&instance.id, table::CELL),
        shown(instance.status.as_str(), table::CELL),
        text(instance.phone.as_deref()),
        text(instance.name.as_deref()),
    ]
}
