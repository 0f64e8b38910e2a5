//! Is there a token, does it look like one, and can others get at it?

use std::io::{self, IsTerminal};
use std::time::Duration;

use hypersender::{Client, Secret, Token};
use tokio::time::timeout;

use super::Patient;
use super::finding::Finding;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::{Origin, TokenSource};

const CHECK: &str = "token";

/// What is to be said about the token, and the token if it may be used.
pub(super) async fn check(patient: &Patient) -> (Finding, Option<Token>) {
    let source = match TokenSource::of(patient.service.token_file.as_deref()) {
        TokenSource::Person => TokenSource::Nowhere, // nobody is asked: it is what is set up that counts
        source => source,
    };
    let is_typed = matches!(source, TokenSource::StandardInput) && io::stdin().is_terminal();
    let patience = if is_typed { Duration::MAX } else { patient.timeout };
    let found = match timeout(patience, source.read()).await {
        Ok(found) => found,
        Err(_) => Err(Failure::argument("token", "Nothing came out of what --token-file names.")),
    };
    let (secret, origin) = match found {
        Ok(found) => found,
        Err(failure) => {
            let problem = Finding::problem(CHECK, failure.to_string(), Exit::Usage);
            return (problem.advise("Tokens are made in the Hypersender dashboard."), None);
        }
    };
    if let Err(error) = Client::new(secret.clone()) {
        let text = format!("{error} It comes from {}.", origin.place);
        let problem = Finding::problem(CHECK, text, &error);
        return (problem.advise("Copy it again from the dashboard, alone."), None);
    }
    (opinion(&secret, &origin), Some(secret.into()))
}

/// What a person may have got wrong, without a word of the token.
fn opinion(secret: &Secret, origin: &Origin) -> Finding {
    let token = secret.reveal().trim();
    let place = &origin.place;
    let note = |text: &str, advice: &str| {
        Finding::note(CHECK, format!("The token from {place} {text}.")).advise(advice)
    };
    if token.starts_with(['"', '\'', '<', '{']) || token.ends_with(['"', '\'', '>', '}']) {
        note("stands in quotes or brackets", "Leave them out: they would be sent, too.")
    } else if is_uuid(token) {
        note(
            "looks like an instance's id",
            "The token is another text: a number, a bar and 48 letters and digits.",
        )
    } else if !token.contains('|') {
        note(
            "has no bar in it, as those of this service usually have (123|…)",
            "If it is refused: was all of it copied?",
        )
    } else if let Some(warning) = &origin.warning {
        Finding::note(CHECK, warning.clone())
            .advise("Unless it has to be so, as in a container: chmod 600")
    } else {
        Finding::ok(CHECK, format!("There is one in {place}."))
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}
