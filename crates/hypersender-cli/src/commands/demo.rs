//! tmp
use clap::Args;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::Show;
use crate::terminal::Terminal;
/// Links.
#[derive(Debug, Args)]
pub(crate) struct Demo {}
impl Demo {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let png = std::fs::read("crates/hypersender/tests/terminal/whatsapp.png")?;
        let code = hypersender::QrCode::from_png(png)?;
        let mut show = Show::of(&code, "Scan me", terminal)?;
        for _ in 0..50 { show.count_down()?; tokio::time::sleep(std::time::Duration::from_millis(100)).await; }
        drop(show);
        Ok(Exit::Done)
    }
}
