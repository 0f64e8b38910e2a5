//! `hypersender restart`: for an instance that is stuck.

use std::io::Write;

use clap::Args;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::options::{CallTimeout, InstanceArgument, Service, Voice};
use crate::terminal::Terminal;

const HELP: &str = "\
It interrupts messaging; a linked phone stays linked. The service allows 5 a minute.

Examples:
  hypersender restart c9a1dd76-5678-4f9d-9012-a5b78de100c3
  hypersender restart && sleep 10 && hypersender health";

/// Restart an instance that is stuck
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Restart {
    #[command(flatten)]
    instance: InstanceArgument,
    #[command(flatten)]
    timeout: CallTimeout,
    #[command(flatten)]
    pub(crate) service: Service,
    #[command(flatten)]
    pub(crate) voice: Voice,
}

impl Restart {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let instance = self.instance.id()?;
        let client = self.service.client(Some(self.timeout.timeout)).await?;
        let restarted = client.restart(&instance).await?;
        if self.voice.json {
            writeln!(terminal, "{}", json::line(&restarted))?;
        } else {
            let message = hypersender::shown(&restarted.message, 300);
            writeln!(terminal, "{message}")?;
            writeln!(terminal, "\x1b[90mLook at its health in 5 to 10 seconds.\x1b[0m")?;
        }
        terminal.flush()?;
        Ok(Exit::Done)
    }
}
