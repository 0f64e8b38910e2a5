//! `hypersender create`: a new instance, and its first code.

use std::io::Write;

use clap::Args;
use hypersender::shown;

use super::present::Destination;
use crate::exit::Exit;
use crate::failure::{self, Failure};
use crate::options::{CallTimeout, Service, Voice};
use crate::terminal::Terminal;

const HELP: &str = "\
The answer brings the first code with it; it goes where that of `hypersender qr` goes. The service
allows 5 a minute. If no answer comes, look with `hypersender instances` before you try again.

Examples:
  hypersender create --phone +201234567890 --name 'Front desk'
  hypersender create --phone +201234567890 --name Shop --png code.png --json";

/// Create an instance for a phone number, and show its first code
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Create {
    /// The phone number: + and 7 to 15 digits
    #[arg(long, value_name = "NUMBER")]
    phone: String,

    /// A name for it, of 1 to 50 characters, that no other instance of the account has
    #[arg(long)]
    name: String,

    /// Where the service sends the instance's events: an https:// URL
    #[arg(long, value_name = "URL")]
    webhook_url: Option<String>,

    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    timeout: CallTimeout,
    #[command(flatten)]
    pub(crate) service: Service,
    #[command(flatten)]
    pub(crate) voice: Voice,
}

impl Create {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        self.destination.check()?;
        let client = self.service.client(Some(self.timeout.timeout)).await?;
        let mut create = client.create_instance(self.phone, self.name);
        if let Some(url) = self.webhook_url {
            create = create.webhook_url(url);
        }
        let created = create.await?;
        let sentence = format!("Created {}", shown(&created.id, 128));
        match (self.voice.json, self.destination.is_on_stdout()) {
            (false, false) => writeln!(terminal, "{sentence}")?,
            (false, true) => failure::say(&sentence),
            (true, _) => {}
        }
        self.destination.present(&created, self.voice.json, terminal).await?;
        Ok(Exit::Done)
    }
}
