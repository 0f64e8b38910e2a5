//! `hypersender demo`: the whole of it, end to end, with nothing outside this machine.

use std::io::Write;
use std::time::{Duration, Instant};

use clap::Args;
use hypersender::{LinkEvent, LinkSession, QrCode};
use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::ScanResult;
use tokio::time::{MissedTickBehavior, interval};

use crate::camera::{self, DARK};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::{About, Show};
use crate::steps::Steps;
use crate::terminal::Terminal;

/// What stands under the code. Somebody may well point a phone at it.
const CAPTION: &str = "Any QR reader can read it. To WhatsApp it means nothing.";

/// The first code is let expire: a person has to see that it goes, and that another one comes.
const SCANNED: u32 = 2;

/// What is left of the code's life when the person has found the phone.
const PHONE_AT_HAND: Duration = Duration::from_secs(34);

/// How often the countdown is drawn anew, by the person's clock.
const FRAME: Duration = Duration::from_millis(100);

/// Link a simulated phone, end to end, with nothing outside this machine
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// How many times as fast as the real service everything goes
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=100))]
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
        let (origin, speed) = (sandbox.origin(), self.speed);
        steps.tell(&format!("{origin}, its clock runs {speed} times as fast"))?;

        steps.next("Begin a session that links an instance")?;
        steps.tell(&format!("client.link(\"{instance}\")"))?;
        let mut session = client.link(&instance);
        let mut event = session.next().await;
        loop {
            let next =
                match event.take().ok_or(Failure::Unexpected("The session has no end."))?? {
                    LinkEvent::QrCode { qr_code, number, .. } => {
                        let (next, read) =
                            on_show(&qr_code, number, &mut session, steps.terminal()).await?;
                        if let Some(Read { text, seen }) = read {
                            steps.next(if seen {
                                "Read the code off the screen, as a camera would"
                            } else {
                                "Read the code off its drawing, made out of sight"
                            })?;
                            steps.tell(&format!(
                                "{} characters, the same as in the picture",
                                text.len()
                            ))?;
                            steps.next("Let the simulated phone scan what was read")?;
                            if sandbox.phone().scan(&text) != ScanResult::Linked {
                                return Err(Failure::Unexpected(
                                    "The simulated phone did not accept the code.",
                                ));
                            }
                        }
                        next
                    }
                    LinkEvent::Linked { .. } => break,
                    other => {
                        tell(&other, &mut steps)?;
                        None
                    }
                };
            event = match next {
                Some(next) => Some(Ok(next)),
                None => session.next().await,
            };
        }
        let seconds = begun.elapsed().as_secs_f64();
        steps.done(&format!("The phone is linked. That took {seconds:.1} seconds."))?;
        Ok(Exit::Done)
    }
}

/// What else a session tells.
fn tell(event: &LinkEvent, steps: &mut Steps<'_>) -> Result<(), Failure> {
    match event {
        LinkEvent::Requesting => steps.next("Ask for a new QR code")?,
        LinkEvent::Status { current, .. } => steps.tell(&format!("the instance is {current}"))?,
        LinkEvent::QrExpired { number, .. } => {
            steps.tell(&format!("code {number} has expired, so it is taken away"))?;
        }
        LinkEvent::CoolingDown { .. } => steps.tell("a new one may be asked for once a minute")?,
        _ => {}
    }
    Ok(())
}

/// What a phone's camera has read.
struct Read {
    text: String,
    /// Whether it was on the screen, for a person to see.
    seen: bool,
}

/// Shows the code until the session has something else to tell, or until the person has found the
/// phone: then it also gives what the phone's camera reads.
async fn on_show(
    code: &QrCode,
    number: u32,
    session: &mut LinkSession,
    terminal: &mut Terminal,
) -> Result<(Option<LinkEvent>, Option<Read>), Failure> {
    writeln!(terminal)?;
    let mut show = Show::of(code, About { caption: CAPTION, ..About::default() }, terminal)?;
    let mut frames = interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = frames.tick() => show.count_down()?,
            event = session.next() => match event.transpose()? {
                Some(LinkEvent::CoolingDown { .. }) => {}
                event => return Ok((event, None)),
            },
        }
        if number == SCANNED && code.expires_in() < PHONE_AT_HAND {
            let text = read_off_the_screen(code)?;
            return Ok((None, Some(Read { text, seen: show.is_drawn() })));
        }
    }
}

/// What a camera reads from the drawing of the code.
fn read_off_the_screen(code: &QrCode) -> Result<String, Failure> {
    let (columns, lines) = code.terminal_size()?;
    let text = camera::read(&code.terminal()?, columns, lines, DARK);
    text.filter(|text| code.payload().is_ok_and(|payload| payload.reveal() == text))
        .ok_or(Failure::Unexpected("The code can't be read back from what was drawn."))
}
