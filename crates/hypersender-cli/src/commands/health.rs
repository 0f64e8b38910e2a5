//! `hypersender health`: whether a phone is linked, once or for as long as one likes.

use std::io::Write;
use std::time::{Duration, SystemTime};

use clap::Args;
use hypersender::{Client, ErrorKind, Health as Answer, Status, shown};
use jiff::Timestamp;

use crate::exit::Exit;
use crate::failure::{self, Failure};
use crate::json;
use crate::options::{CallTimeout, InstanceArgument, Service, Voice, seconds};
use crate::table;
use crate::terminal::Terminal;

const HELP: &str = "\
The first word is the status: WORKING means that a phone is linked. The exit code is 0 whatever the
status is.

Examples:
  hypersender health c9a1dd76-5678-4f9d-9012-a5b78de100c3
  hypersender health --watch                 each change, until Ctrl-C
  hypersender health --json | jq -r .status";

/// Tell an instance's status: is a phone linked?
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Health {
    #[command(flatten)]
    instance: InstanceArgument,

    /// Go on looking, and tell each change, until Ctrl-C
    #[arg(long)]
    watch: bool,

    /// The time between two looks. The service allows 10 a minute, for all who look
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, requires = "watch")]
    every: Duration,

    #[command(flatten)]
    timeout: CallTimeout,
    #[command(flatten)]
    pub(crate) service: Service,
    #[command(flatten)]
    pub(crate) voice: Voice,
}

impl Health {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let instance = self.instance.id()?;
        let client = self.service.client(Some(self.timeout.timeout)).await?;
        if self.watch {
            return self.watch(&client, &instance, terminal).await;
        }
        let health = client.health(&instance).await?;
        if self.voice.json {
            writeln!(terminal, "{}", json::line(&health))?;
        } else {
            writeln!(terminal, "{}", sentence(&health))?;
            if let Some(meaning) = meaning(&health.status) {
                writeln!(terminal, "\x1b[90m{meaning}\x1b[0m")?;
            }
        }
        terminal.flush()?;
        Ok(Exit::Done)
    }

    /// Tells each change, until the service says that it never will answer.
    async fn watch(
        &self,
        client: &Client,
        instance: &str,
        terminal: &mut Terminal,
    ) -> Result<Exit, Failure> {
        let mut last = None;
        loop {
            let mut wait = self.every;
            match client.health(instance).await {
                Ok(health) if last.as_ref() == Some(&health.status) => {}
                Ok(health) => {
                    if self.voice.json {
                        writeln!(terminal, "{}", json::line(&health))?;
                    } else {
                        let now = time(SystemTime::now());
                        writeln!(terminal, "\x1b[90m{now}\x1b[0m  {}", sentence(&health))?;
                    }
                    terminal.flush()?;
                    last = Some(health.status);
                }
                Err(error) if may_pass(error.kind()) => {
                    wait = wait.max(error.retry_after().unwrap_or_default());
                    let seconds = wait.as_secs_f64();
                    failure::warn(&format!("{error} [{}] Next look in {seconds} s.", error.code()));
                }
                Err(error) => return Err(error.into()),
            }
            tokio::time::sleep(wait).await;
        }
    }
}

fn may_pass(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::RateLimited | ErrorKind::Server
    )
}

/// The status, and since when.
fn sentence(health: &Answer) -> String {
    let status = shown(health.status.as_str(), table::CELL);
    match health.connected_at {
        Some(at) => format!("{status}  connected at {}", time(at)),
        None => status,
    }
}

/// What to do about it.
fn meaning(status: &Status) -> Option<&'static str> {
    Some(match status.known()? {
        Status::Working => "A phone is linked.",
        Status::ScanQrCode => "No phone is linked yet: `hypersender link` shows a code to scan.",
        Status::Failed => {
            "It did not start, or nobody scanned in time: `hypersender link` tries again."
        }
        Status::Stopped => "It is stopped: `hypersender link`, or `hypersender restart`.",
        Status::Starting => "It is starting; if that takes minutes: `hypersender restart`.",
        Status::Pending => "It waits for a server; if that takes minutes: `hypersender restart`.",
        _ => return None,
    })
}

fn time(time: SystemTime) -> String {
    Timestamp::try_from(time).map_or_else(|_| "-".to_owned(), |t| format!("{t:.0}"))
}
