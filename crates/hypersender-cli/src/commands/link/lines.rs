//! A session as JSON lines.

use std::io::Write;
use std::path::Path;

use hypersender::{LinkEvent, LinkSession};
use serde::Serialize;
use tempfile::TempDir;

use crate::failure::Failure;
use crate::json;
use crate::options::Places;
use crate::page::Page;
use crate::posted::Posted;
use crate::terminal::Terminal;

/// An event in its normal form, and where its code is.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    event: &'a LinkEvent,
    #[serde(skip_serializing_if = "Option::is_none")]
    png_file: Option<&'a Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    svg_file: Option<&'a Path>,
}

/// Prints each event; the code itself lies in a file while it lives.
pub(super) async fn tell(
    mut session: LinkSession,
    places: &Places,
    page: Option<&Page>,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let (places, _folder) = with_a_picture(places)?;
    let mut on_show = None;
    while let Some(event) = session.next().await {
        let event = event?;
        match &event {
            LinkEvent::QrCode { qr_code, .. } => on_show = Some(Posted::new(qr_code, &places)?),
            LinkEvent::QrExpired { .. } | LinkEvent::Linked { .. } => on_show = None,
            _ => {}
        }
        if let Some(page) = page {
            page.tell(&event);
        }
        let is_code = matches!(event, LinkEvent::QrCode { .. });
        let named = |path| is_code.then_some(path).flatten();
        let line = Line {
            event: &event,
            png_file: named(places.png.as_deref()),
            svg_file: named(places.svg.as_deref()),
        };
        writeln!(terminal, "{}", json::line(&line))?;
        terminal.flush()?;
    }
    drop(on_show);
    Ok(())
}

/// A program always gets a picture: it can't see a terminal.
fn with_a_picture(places: &Places) -> Result<(Places, Option<TempDir>), Failure> {
    if places.png.is_some() {
        return Ok((places.clone(), None));
    }
    let folder = tempfile::Builder::new().prefix("hypersender-").tempdir()?;
    let png = Some(folder.path().join("qr-code.png"));
    Ok((Places { png, svg: places.svg.clone() }, Some(folder)))
}
