//! `hypersender doctor`: what is wrong with a set-up, and what to do about it.

use std::time::Duration;

use clap::Args;

use crate::doctor::{self, Patient, Report};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::{InstanceArgument, Service, Voice, seconds};
use crate::terminal::Terminal;

const HELP: &str = "\
It looks at the token, the address, the proxy, the name, the secure connection, the clock, the
account, the instance and what is left of its limits, and says what to do about what it finds. It
changes nothing: it asks for the list of instances and twice for the health of the instance.

It exits with 0 if nothing is in the way, and else with the code that other commands would end in.
With --json: one line for each check, with `result` ok, note, problem or skipped.

Examples:
  hypersender doctor
  hypersender doctor c9a1dd76-5678-4f9d-9012-a5b78de100c3
  hypersender doctor --json | jq -r 'select(.result == \"problem\").advice'";

/// Find out what is wrong with a set-up: token, network, clock, instance
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Doctor {
    #[command(flatten)]
    instance: InstanceArgument,

    /// How long each of its calls may take
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,

    #[command(flatten)]
    pub(crate) service: Service,
    #[command(flatten)]
    pub(crate) voice: Voice,
}

impl Doctor {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let patient = Patient {
            service: self.service,
            instance: self.instance.known(),
            timeout: self.timeout,
        };
        let mut report = Report::new(terminal, self.voice.json);
        doctor::examine(&patient, &mut report).await?;
        report.end()
    }
}
