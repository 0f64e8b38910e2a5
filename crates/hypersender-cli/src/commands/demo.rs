//! `hypersender demo`: the whole of it, end to end, with nothing outside this machine.

use std::io::Write;
use std::time::{Duration, Instant};

use clap::Args;
use hypersender::{Client, QrCode};
use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::ScanResult;

use crate::camera::{self, DARK};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::Show;
use crate::steps::Steps;
use crate::terminal::Terminal;

/// What stands under the code. Somebody may well point a phone at it.
const CAPTION: &str = "Any QR reader can read it. To WhatsApp it means nothing.";

/// What is left of the code's life when the person has found the phone.
const PHONE_AT_HAND: Duration = Duration::from_secs(34);

/// The service allows ten questions a minute.
const BETWEEN_LOOKS: Duration = Duration::from_secs(6);

/// After so many the demo gives up.
const LOOKS: usize = 10;

/// How often the countdown is drawn anew, by the person's clock.
const FRAME: Duration = Duration::from_millis(100);

/// Link a simulated phone, end to end, with nothing outside this machine
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// How many times as fast as the real service everything goes
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u16).range(1..=600))]
    speed: u16,
}

impl Demo {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let begun = Instant::now();
        let mut steps = Steps::new(terminal);
        steps.title("hypersender demo", "links a simulated phone; nothing leaves this machine")?;

        steps.next("Start the sandbox, a stand-in for the service")?;
        let sandbox = Sandbox::builder().speed(self.speed.into()).start().await?;
        let (client, instance) = (sandbox.client(), sandbox.instance());
        steps.tell(&format!(
            "{}, its clock runs {} times as fast",
            sandbox.origin(),
            self.speed
        ))?;

        steps.next("Ask it for a new QR code")?;
        let answer = client.request_new_qr_code(&instance).await?;
        steps.tell(&format!("POST /{instance}/request-new-qr-code"))?;
        steps.tell(&format!("answers {} and a picture", answer.status))?;
        let (text, drawn) = show_until_read(&answer.qr_code, steps.terminal()).await?;

        steps.next(if drawn {
            "Read the code off the screen, as a camera would"
        } else {
            "Read the code off its drawing, made out of sight"
        })?;
        steps.tell(&format!("{} characters, the same as in the picture", text.len()))?;

        steps.next("Let the simulated phone scan what was read")?;
        if sandbox.phone().scan(&text) != ScanResult::Linked {
            return Err(Failure::Unexpected("The simulated phone did not accept the code."));
        }

        steps.next("Watch the instance's health")?;
        watch(&client, &instance, &mut steps).await?;
        let seconds = begun.elapsed().as_secs_f64();
        steps.done(&format!("The phone is linked. That took {seconds:.1} seconds."))?;
        Ok(Exit::Done)
    }
}

/// Shows the code until the person has found the phone. Gives the text that its camera reads, and
/// whether there was anything to see.
async fn show_until_read(
    code: &QrCode,
    terminal: &mut Terminal,
) -> Result<(String, bool), Failure> {
    writeln!(terminal)?;
    let mut show = Show::of(code, CAPTION, terminal)?;
    while code.expires_in() > PHONE_AT_HAND {
        show.count_down()?;
        tokio::time::sleep(FRAME).await;
    }
    let (columns, lines) = code.terminal_size()?;
    let text = camera::read(&code.terminal()?, columns, lines, DARK)
        .filter(|text| code.payload().is_ok_and(|payload| payload.reveal() == text))
        .ok_or(Failure::Unexpected("The code can't be read back from its drawing."))?;
    Ok((text, show.is_drawn()))
}

/// Asks for the health until the phone is linked, and tells of each change.
async fn watch(client: &Client, instance: &str, steps: &mut Steps<'_>) -> Result<(), Failure> {
    let mut seen = None;
    for _ in 0..LOOKS {
        let status = client.health(instance).await?.status;
        if seen.as_ref() != Some(&status) {
            steps.tell(&format!("GET /{instance}/health answers {status}"))?;
        }
        if status.is_working() {
            return Ok(());
        }
        seen = Some(status);
        let next = client.clock().now() + BETWEEN_LOOKS;
        client.clock().sleep_until(next).await;
    }
    Err(Failure::Unexpected("The phone did not get linked."))
}
