//! `hypersender sandbox`: the stand-in for the service, on this machine.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use hypersender_sandbox::{Sandbox as Server, Settings, read};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::json;
use crate::options::Voice;
use crate::reading::{aside, whole};
use crate::terminal::Terminal;

const HELP: &str = "\
It answers as the service does, on this machine only: instances with their whole life, codes that
expire, limits, and phones to scan with. Open its page to do that by hand; programs do it under
/_sandbox/. Its token is made up and opens nothing else. It runs until Ctrl-C.

Examples:
  hypersender sandbox
  hypersender sandbox --speed 60                 a minute lasts a second
  hypersender sandbox --settings sandbox.json    instances, limits, faults: all settings
  hypersender sandbox --json > sandbox.line &    address and token as a JSON line

And in another window, with what it prints:
  export HYPERSENDER_BASE_URL=… HYPERSENDER_TOKEN=… HYPERSENDER_INSTANCE=…
  hypersender link";

/// Run a stand-in for the service on this machine, to try and test with
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Sandbox {
    /// The port; any free one otherwise
    #[arg(long)]
    port: Option<u16>,

    /// How many times as fast as the real service everything goes
    #[arg(long, value_name = "NUMBER")]
    speed: Option<f64>,

    /// Make ids, tokens and codes the same in every run
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// A JSON file with its settings; the options here count more
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) voice: Voice,
}

impl Sandbox {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let voice = self.voice;
        let settings = aside(move || self.settings()).await?;
        let port = settings.port;
        let sandbox = Server::builder().settings(settings).start().await.map_err(|error| {
            let why = error.to_string();
            let why = why.trim_end_matches('.');
            match error.kind() {
                io::ErrorKind::InvalidInput => {
                    Failure::argument("settings", format!("The sandbox can't start: {why}."))
                }
                _ => Failure::File(format!("The sandbox can't listen on port {port}: {why}.")),
            }
        })?;
        if voice.json {
            announce(&sandbox, terminal)?;
        } else {
            introduce(&sandbox, terminal)?;
        }
        // Until somebody ends it.
        std::future::pending().await
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let refuse = |why: String| Failure::argument("settings", why);
        let mut settings = match &self.settings {
            None => Settings::default(),
            Some(path) => {
                let name = path.display();
                let text = whole(path)
                    .map_err(|error| refuse(format!("{name} can't be read: {error}.")))?;
                let text = String::from_utf8(text)
                    .map_err(|_| refuse(format!("{name} can't be read: it is not text.")))?;
                if !text.trim_start().starts_with('{') {
                    return Err(refuse(format!("{name}: an object is wanted, {{ … }}.")));
                }
                read(&text).map_err(|misread| refuse(format!("{name}: {misread}")))?
            }
        };
        settings.port = self.port.unwrap_or(settings.port);
        settings.speed = self.speed.unwrap_or(settings.speed);
        settings.seed = self.seed.or(settings.seed);
        if settings.virtual_time {
            return Err(refuse("virtual_time is for tests in the sandbox's own process.".into()));
        }
        Ok(settings)
    }
}

fn introduce(sandbox: &Server, terminal: &mut Terminal) -> Result<(), Failure> {
    let (origin, url, token) = (sandbox.origin(), sandbox.url(), sandbox.token());
    writeln!(terminal, "A stand-in for the service runs until Ctrl-C. Its page:\n  {origin}/\n")?;
    writeln!(terminal, "In another window:")?;
    writeln!(terminal, "  export HYPERSENDER_BASE_URL={url}")?;
    writeln!(terminal, "  export HYPERSENDER_TOKEN='{token}'")?;
    if let Some(instance) = sandbox.instances().first() {
        writeln!(terminal, "  export HYPERSENDER_INSTANCE={}", instance.id)?;
    }
    writeln!(terminal, "  hypersender link")?;
    terminal.flush()?;
    Ok(())
}

fn announce(sandbox: &Server, terminal: &mut Terminal) -> Result<(), Failure> {
    let ids: Vec<_> = sandbox.instances().into_iter().map(|instance| instance.id).collect();
    let line = json!({
        "url": sandbox.url(),
        "origin": sandbox.origin(),
        "token": sandbox.token(),
        "instance": ids.first(),
        "instances": ids,
    });
    writeln!(terminal, "{}", json::line(&line))?;
    terminal.flush()?;
    Ok(())
}
