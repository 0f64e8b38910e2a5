//! One code, handed to whoever asked for it: into files, as a data URI, or onto the screen.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use hypersender::InstanceWithQr;
use serde::Serialize;
use tokio::time::{MissedTickBehavior, interval};

use crate::failure::Failure;
use crate::json;
use crate::options::Places;
use crate::posted;
use crate::show::{About, Show};
use crate::terminal::Terminal;

/// What the person has to do with it.
pub(super) const CAPTION: &str = "Scan it: WhatsApp > Settings > Linked devices > Link a device";

/// Where the terminal can't show it.
const OTHER_WAYS: &str = "Other ways: --png FILE, --data-uri, or `hypersender link --open`.";

/// How often the countdown is drawn anew.
pub(super) const FRAME: Duration = Duration::from_millis(200);

/// An instance in its normal form, and where its code is.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    answer: &'a InstanceWithQr,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    png_file: Option<&'a Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    svg_file: Option<&'a Path>,
}

/// Where one code goes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "The code")]
pub(crate) struct Destination {
    #[command(flatten)]
    places: Places,

    /// Print the code as a data URI, the src of an <img>
    #[arg(long)]
    data_uri: bool,
}

impl Destination {
    fn is_some(&self) -> bool {
        self.places.is_some() || self.data_uri
    }

    /// Whether the code can get there; before it is asked for.
    pub(super) fn check(&self) -> Result<(), Failure> {
        posted::check(&self.places)
    }

    /// Whether the standard output is for the code alone.
    pub(super) fn is_on_stdout(&self) -> bool {
        self.data_uri
    }

    /// Hands the code over. On a screen it stays until it is dead.
    pub(super) async fn present(
        &self,
        answer: &InstanceWithQr,
        as_json: bool,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        // A file that can't be written must not cost the answer: there is no other for a minute.
        let (written, failure) = posted::write(&answer.qr_code, &self.places);
        let shown = self.show(answer, &written, as_json, terminal).await;
        failure.map_or(shown, Err)
    }

    async fn show(
        &self,
        answer: &InstanceWithQr,
        written: &Places,
        as_json: bool,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        if as_json {
            return self.as_line(answer, written, terminal);
        }
        if self.data_uri {
            writeln!(terminal, "{}", answer.qr_code.data_uri())?;
        }
        if written.is_some() && !self.data_uri {
            let left = answer.qr_code.expires_in().as_secs();
            let names = written.names();
            writeln!(terminal, "The code is in {names}. It can be scanned for {left} s.")?;
        }
        terminal.flush()?;
        if self.is_some() { Ok(()) } else { on_screen(answer, terminal).await }
    }

    fn as_line(
        &self,
        answer: &InstanceWithQr,
        written: &Places,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let line = Line {
            answer,
            data_uri: self.data_uri.then(|| answer.qr_code.data_uri()),
            png_file: written.png.as_deref(),
            svg_file: written.svg.as_deref(),
        };
        writeln!(terminal, "{}", json::line(&line))?;
        terminal.flush()?;
        if !self.is_some() {
            crate::failure::warn(
                "Nobody gets to see this code: add --png FILE, --svg FILE or --data-uri.",
            );
        }
        Ok(())
    }
}

async fn on_screen(answer: &InstanceWithQr, terminal: &mut Terminal) -> Result<(), Failure> {
    let code = &answer.qr_code;
    let about = About { caption: CAPTION, other_ways: Some(OTHER_WAYS), elsewhere: None };
    writeln!(terminal)?;
    let mut show = Show::of(code, about, terminal)?;
    let mut frames = interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !code.is_expired() {
        frames.tick().await;
        show.count_down()?;
    }
    drop(show);
    writeln!(terminal, "The code has expired. `hypersender link` asks for the next by itself.")?;
    Ok(())
}
