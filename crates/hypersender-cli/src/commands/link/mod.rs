//! `hypersender link`: from an instance to a linked phone.

mod lines;
mod person;

use std::time::Duration;

use clap::Args;
use hypersender::LinkOptions;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::{InstanceArgument, Places, Service, Voice, seconds};
use crate::page::Page;
use crate::posted;
use crate::terminal::Terminal;

const HELP: &str = "\
It looks at the instance first, asks for a code when the service lets it, shows it while it lives,
never disturbs a scan, and ends when the phone is linked. Scan with the phone that is to be linked:
WhatsApp > Settings > Linked devices > Link a device.

Where the terminal can't show a code, it lies in a file while it lives, and --open shows it in a
browser, on a page that only this machine can see and that is gone when the command ends.

For programs: --json prints each event as a line, the last one is `linked` or an error with its
`code`. The text of a code is never printed. Each `qr_code` event names a file with the picture in
`png_file`, readable by you alone; it is that of --png, or one in a folder of its own. It is there
before the line comes, and removed before the line `qr_expired`, when the command ends, and as long
as it is stopped with Ctrl-Z.

Examples:
  hypersender link c9a1dd76-5678-4f9d-9012-a5b78de100c3
  hypersender link --open --timeout 600
  hypersender link --json --png code.png && echo linked";

/// Link a phone to an instance: show codes until one is scanned
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Link {
    #[command(flatten)]
    instance: InstanceArgument,

    #[command(flatten)]
    places: Places,

    /// Show the code on a page in this machine's browser
    #[arg(long, help_heading = "The code")]
    open: bool,

    /// How long to try. A code is asked for only while 20 s or more are left
    #[arg(long, help_heading = "The session", value_name = "SECONDS", default_value = "300", value_parser = seconds)]
    timeout: Duration,

    /// How many codes to show at most
    #[arg(long, help_heading = "The session", value_name = "NUMBER", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    max_qr_codes: u32,

    /// How long to show each code
    #[arg(long, help_heading = "The session", value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    qr_lifetime: Duration,

    /// Restart the instance, once, if it stays FAILED. That interrupts messaging
    #[arg(long, help_heading = "The session")]
    restart_on_failed: bool,

    #[command(flatten)]
    pub(crate) service: Service,
    #[command(flatten)]
    pub(crate) voice: Voice,
}

impl Link {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let instance = self.instance.id()?;
        posted::check(&self.places)?;
        let client = self.service.client(None).await?;
        let options = LinkOptions::default()
            .timeout(self.timeout)
            .max_qr_codes(self.max_qr_codes)
            .qr_lifetime(self.qr_lifetime)
            .restart_on_failed(self.restart_on_failed);
        options.check()?;
        let page = if self.open { Some(Page::open(&instance).await?) } else { None };
        let session = client.link(&instance).options(options);
        let end = if self.voice.json {
            lines::tell(session, &self.places, page.as_ref(), terminal).await
        } else {
            person::tell(session, &self.places, page.as_ref(), terminal).await
        };
        if let Some(page) = page {
            page.end(end.as_ref().err().map(ToString::to_string)).await;
        }
        end.map(|()| Exit::Done)
    }
}
