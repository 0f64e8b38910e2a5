//! A session for somebody at a terminal.

use std::io::Write;

use hypersender::{LinkEvent, LinkSession, QrCode};
use tokio::time::{MissedTickBehavior, interval};

use crate::commands::present::{CAPTION, FRAME};
use crate::failure::Failure;
use crate::options::Places;
use crate::page::Page;
use crate::posted::Posted;
use crate::show::{About, Show};
use crate::story;
use crate::terminal::Terminal;

/// Where the terminal can't show it.
const OTHER_WAYS: &str = "Other ways: --open for a page in the browser, --png FILE.";

/// Tells the events, and shows each code while it lives.
pub(super) async fn tell(
    mut session: LinkSession,
    places: &Places,
    page: Option<&Page>,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let mut event = next(&mut session, page).await?;
    while let Some(now) = event {
        event = match &now {
            LinkEvent::QrCode { qr_code, number, .. } => {
                writeln!(terminal, "\n  \x1b[1mCode {number}\x1b[0m\n")?;
                let elsewhere = elsewhere(places, page);
                let _posted = Posted::new(qr_code, places)?;
                on_show(qr_code, elsewhere.as_deref(), &mut session, page, terminal).await?
            }
            other => {
                report(other, terminal)?;
                next(&mut session, page).await?
            }
        };
    }
    Ok(())
}

/// The next event, which the page is told, too.
async fn next(
    session: &mut LinkSession,
    page: Option<&Page>,
) -> Result<Option<LinkEvent>, Failure> {
    let event = session.next().await.transpose()?;
    if let (Some(event), Some(page)) = (&event, page) {
        page.tell(event);
    }
    Ok(event)
}

/// Where a code is, if it is not to be on the screen.
fn elsewhere(places: &Places, page: Option<&Page>) -> Option<String> {
    let file = places.is_some().then(|| format!("in {}", places.names()));
    let page = page.map(|page| format!("at {}", page.address()));
    let both: Vec<String> = file.into_iter().chain(page).collect();
    (!both.is_empty()).then(|| format!("While it lives it is {}", both.join(" and ")))
}

/// Shows the code until it has ended. A scan in progress does not end it: it may come to nothing.
async fn on_show(
    code: &QrCode,
    elsewhere: Option<&str>,
    session: &mut LinkSession,
    page: Option<&Page>,
    terminal: &mut Terminal,
) -> Result<Option<LinkEvent>, Failure> {
    let about = About { caption: CAPTION, elsewhere, other_ways: Some(OTHER_WAYS) };
    let mut show = Show::of(code, about, terminal)?;
    let mut frames = interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = frames.tick() => show.count_down()?,
            event = next(session, page) => match event? {
                Some(LinkEvent::CoolingDown { .. }) => {} // it is not waited for yet
                Some(event) if !ends_the_code(&event) => {
                    if let Some(line) = story::of(&event).into_iter().next_back() {
                        show.note(line)?;
                    }
                }
                event => return Ok(event),
            },
        }
    }
}

fn ends_the_code(event: &LinkEvent) -> bool {
    matches!(
        event,
        LinkEvent::QrExpired { .. } | LinkEvent::QrCode { .. } | LinkEvent::Linked { .. }
    )
}

fn report(event: &LinkEvent, terminal: &mut Terminal) -> Result<(), Failure> {
    for line in story::of(event) {
        match event {
            LinkEvent::Linked { .. } => {
                writeln!(terminal, "\n  \x1b[32m✓\x1b[0m  \x1b[1m{line}\x1b[0m\n")?;
            }
            _ => writeln!(terminal, "  \x1b[90m{line}\x1b[0m")?,
        }
    }
    terminal.flush()?;
    Ok(())
}
