//! The command line: what it takes, what its help teaches, and what is said to a wrong one.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::json;

use crate::commands::Command;
use crate::exit::Exit;
use crate::json;

const HELP: &str = "\
Try it, with no account and no phone:
  hypersender demo

Link a number, with your token:
  export HYPERSENDER_TOKEN='…'
  hypersender instances
  hypersender link c9a1dd76-5678-4f9d-9012-a5b78de100c3

When something does not work:
  hypersender doctor

The environment:
  HYPERSENDER_TOKEN       the token of the Enterprise API (or name a file: --token-file)
  HYPERSENDER_INSTANCE    the instance that is meant where none is given
  HYPERSENDER_BASE_URL    where the service is, if not at app.hypersender.com
  HYPERSENDER_WHATSAPP_API_KEY, _INSTANCE_ID, _BASE_URL
                          the same, where those are not set
  HTTPS_PROXY, NO_PROXY   a proxy, and what does without it
  NO_COLOR                no colours; a QR code is then not drawn but put into a file

Exit codes:
  0 done   1 another failure   2 usage   3 nobody scanned   4 rate limited
  5 authentication or permission   6 no such instance   7 network or timeout
  8 something has to be done on the phone   130 interrupted, 131 quit, 143 terminated";

/// Links WhatsApp numbers through the Hypersender Enterprise API. An unofficial client.
#[derive(Debug, Parser)]
#[command(
    name = "hypersender",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = HELP
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What is said instead of running a command: help that was asked for, or what is wrong.
pub(crate) fn refused(refusal: &clap::Error, given: &[OsString]) -> Exit {
    let exit = match refusal.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    };
    // Nobody is left to tell if the stream is closed.
    if exit == Exit::Usage && given.iter().any(|argument| argument == "--json") {
        let text = refusal.to_string();
        let sentence: Vec<_> =
            text.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
        let message = sentence.join(" ");
        let message = message.trim_start_matches("error: ");
        let mut form = json!({"code": "invalid_argument", "message": message});
        if let Some(argument) = argument(refusal) {
            form["argument"] = argument.into();
        }
        let line = json::line(&form);
        let _ = writeln!(io::stdout(), "{line}");
    } else {
        let _ = refusal.print();
    }
    exit
}

/// Which argument it is about, written as the client writes its own: `--max-qr-codes <NUMBER>` is
/// `max_qr_codes`.
fn argument(refusal: &clap::Error) -> Option<String> {
    let text = match refusal.get(ContextKind::InvalidArg)? {
        ContextValue::String(text) => text,
        ContextValue::Strings(texts) => texts.first()?,
        _ => return None,
    };
    let name = text.trim_start_matches('-').split([' ', '=']).next()?;
    let name = name.trim_matches(['<', '>', '[', ']', '.']);
    (!name.is_empty()).then(|| name.to_lowercase().replace('-', "_"))
}
