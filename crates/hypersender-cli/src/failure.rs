//! Why a command could not do what was asked, and how a person or a program is told.

use std::io::{self, Write};
use std::path::Path;

use hypersender::{Error, Naming, Operation, Outcome};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::json;

/// What ends a command early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The client's error.
    Client(Error),
    /// Something about the command line is not acceptable: which option, and a sentence.
    Argument(&'static str, String),
    /// Reading or writing failed.
    Io(io::Error),
    /// A file can't be written.
    File(String),
    /// What must not happen did, and this sentence says what.
    Unexpected(&'static str),
}

impl Failure {
    pub(crate) fn argument(name: &'static str, sentence: impl Into<String>) -> Self {
        Self::Argument(name, sentence.into())
    }

    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::File(format!("{} can't be written: {error}.", path.display()))
    }

    /// Says it: a sentence on the standard error stream, or a JSON line on the standard output.
    pub(crate) fn tell(&self, as_json: bool) {
        // The reader has left; there is nobody to tell.
        if matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe) {
            return;
        }
        if as_json {
            let line = match self {
                Self::Client(error) => json::line(error),
                _ => json::line(&self.normal_form()),
            };
            // Where that is what failed, it is said where a person looks.
            if writeln!(io::stdout(), "{line}").and_then(|()| io::stdout().flush()).is_err() {
                say(&self.to_string());
            }
            return;
        }
        say(&match self {
            Self::Client(error) => format!("{self} [{}]", error.code()),
            _ => self.to_string(),
        });
        if self.may_have_created() {
            say("It may exist now: look with `hypersender instances` before you try again.");
        }
    }

    fn may_have_created(&self) -> bool {
        matches!(self, Self::Client(error)
            if error.operation() == Some(Operation::CreateInstance)
                && matches!(error.outcome(), Some(Outcome::Accepted | Outcome::Unknown)))
    }

    /// As the client's errors are written; `io` is the one code that only the command has.
    fn normal_form(&self) -> Value {
        let message = self.to_string();
        match self {
            Self::Argument(argument, _) => {
                json!({"code": "invalid_argument", "message": message, "argument": argument})
            }
            Self::Io(_) | Self::File(_) => json!({"code": "io", "message": message}),
            Self::Client(_) | Self::Unexpected(_) => {
                json!({"code": "internal", "message": message})
            }
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Client(error) => error.into(),
            Self::Argument(..) => Exit::Usage,
            Self::Io(_) | Self::File(_) | Self::Unexpected(_) => Exit::Failed,
        }
    }
}

/// A sentence for the person, beside what the command prints.
pub(crate) fn say(sentence: &str) {
    let _ = writeln!(anstream::stderr(), "hypersender: {}", hypersender::shown(sentence, 2000));
}

/// Something that does not stop the command.
pub(crate) fn warn(sentence: &str) {
    say(&format!("warning: {sentence}"));
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Client(error) => error.named(Naming::Command).fmt(f),
            Self::Argument(_, sentence) | Self::File(sentence) => f.write_str(sentence),
            Self::Io(error) => error.fmt(f),
            Self::Unexpected(sentence) => f.write_str(sentence),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Client(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
