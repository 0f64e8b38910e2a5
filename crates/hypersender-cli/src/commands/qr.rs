//! `hypersender qr`: one code, without the rest of the way.

use clap::Args;

use super::present::Destination;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::{CallTimeout, InstanceArgument, Service, Voice};
use crate::terminal::Terminal;

const HELP: &str = "\
The service gives one code a minute, which lives about as long. On a terminal it is shown until it
is dead; with --png, --svg or --data-uri the command ends at once. `hypersender link` also watches
whether somebody scans it, and asks for the next.

With --json: the instance and the times of its code. What is in the code is secret and only printed
where it was asked for: with --data-uri as `data_uri`; --png and --svg are named in `png_file` and
`svg_file`.

Examples:
  hypersender qr c9a1dd76-5678-4f9d-9012-a5b78de100c3
  hypersender qr --png code.png
  hypersender qr --json --data-uri | jq -r .data_uri";

/// Ask for a new QR code and show it, or put it into a file
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Qr {
    #[command(flatten)]
    instance: InstanceArgument,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    timeout: CallTimeout,
    #[command(flatten)]
    pub(crate) service: Service,
    #[command(flatten)]
    pub(crate) voice: Voice,
}

impl Qr {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let instance = self.instance.id()?;
        self.destination.check()?;
        let client = self.service.client(Some(self.timeout.timeout)).await?;
        let answer = client.request_new_qr_code(&instance).await?;
        self.destination.present(&answer, self.voice.json, terminal).await?;
        Ok(Exit::Done)
    }
}
