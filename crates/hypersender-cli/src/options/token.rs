//! Where the token comes from: a file, the environment, or a person. Never an argument.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use hypersender::{Secret, Token};

use crate::environment;
use crate::failure::Failure;
use crate::prompt;
use crate::reading::aside;

/// No token is longer. Who gives a larger file gave the wrong one.
const LARGEST: u64 = 64 * 1024;

/// Where to look.
#[derive(Debug, Clone)]
pub(crate) enum TokenSource {
    File(PathBuf),
    StandardInput,
    Variable(&'static str),
    Person,
    Nowhere,
}

/// Where a token was found, and what is to be said about that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) place: String,
    pub(crate) warning: Option<String>,
}

impl TokenSource {
    /// The file if one is named, else the environment, else whoever sits at the terminal.
    pub(crate) fn of(file: Option<&Path>) -> Self {
        match (file, environment::first(&hypersender::TOKEN_VARIABLES)) {
            (Some(file), _) if file == Path::new("-") => Self::StandardInput,
            (Some(file), _) => Self::File(file.to_owned()),
            (None, Some((name, _))) => Self::Variable(name),
            (None, None) if io::stdin().is_terminal() => Self::Person,
            (None, None) => Self::Nowhere,
        }
    }

    /// The token for a client. A file is read again if the service refuses what was in it.
    pub(crate) async fn token(self) -> Result<(Token, Origin), Failure> {
        let (secret, origin) = self.read().await?;
        if let Some(warning) = &origin.warning {
            crate::failure::warn(warning);
        }
        let again = match self {
            Self::File(path) if path.is_file() => path,
            _ => return Ok((secret.into(), origin)),
        };
        // Checked like one that is simply given, before anything is sent.
        hypersender::Client::new(secret)?;
        let token = Token::provider(move || {
            let read = from_file(&again).map(|(secret, _)| secret.reveal().to_owned());
            async move { read.map_err(|failure| failure.to_string().into()) }
        });
        Ok((token, origin))
    }

    /// The token itself, as it was found.
    pub(crate) async fn read(&self) -> Result<(Secret, Origin), Failure> {
        let known = |secret: String, place: &str| {
            Ok((Secret::from(secret), Origin { place: place.to_owned(), warning: None }))
        };
        match self {
            Self::File(path) => {
                let path = path.clone();
                aside(move || from_file(&path)).await
            }
            Self::StandardInput => {
                known(aside(|| text_of(io::stdin().lock(), "-")).await?, "the standard input")
            }
            Self::Variable(name) => known(std::env::var(name).unwrap_or_default(), name),
            Self::Person => known(prompt::secret("Token (it is not shown): ").await?, "the prompt"),
            Self::Nowhere => Err(Failure::argument(
                "token",
                "There is no token: set HYPERSENDER_TOKEN, or name a file with --token-file.",
            )),
        }
    }
}

/// Reads it, unless somebody else could have put another one there.
fn from_file(path: &Path) -> Result<(Secret, Origin), Failure> {
    let name = path.display().to_string();
    let refuse = |why: String| Failure::argument("token", format!("The token file {name} {why}."));
    let file = File::open(path).map_err(|error| refuse(format!("can't be opened: {error}")))?;
    let about = file.metadata().map_err(|error| refuse(format!("can't be read: {error}")))?;
    let (mut warning, mode) = (None, mode(&about));
    if mode & 0o022 != 0 {
        return Err(refuse(format!(
            "can be written by others (mode {mode:03o}): chmod 600 {name}"
        )));
    }
    if mode & 0o044 != 0 {
        warning = Some(format!("The token file {name} can be read by others (mode {mode:03o})."));
    }
    let text = text_of(file, &name)?;
    if text.trim().is_empty() {
        return Err(refuse("is empty".to_owned()));
    }
    Ok((text.into(), Origin { place: format!("the file {name}"), warning }))
}

fn text_of(from: impl Read, name: &str) -> Result<String, Failure> {
    let refuse = |why: &str| Failure::argument("token", format!("The token file {name} {why}."));
    let mut bytes = Vec::new();
    from.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refuse(&format!("can't be read: {error}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refuse("is far too large to be one"));
    }
    String::from_utf8(bytes).map_err(|_| refuse("is not text"))
}

/// Who may do what with a file that lies somewhere: nothing to object to in a pipe.
#[cfg(unix)]
fn mode(about: &std::fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    if about.is_file() { about.permissions().mode() & 0o777 } else { 0 }
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> u32 {
    0
}
