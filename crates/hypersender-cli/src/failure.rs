//! Why a command could not do what was asked, and how a person is told.

use std::io::{self, Write};

use hypersender::Error;

use crate::exit::Exit;

/// What ends a command early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The client's error.
    Client(Error),
    /// Reading or writing failed.
    Io(io::Error),
    /// What must not happen did, and this sentence says what.
    Unexpected(&'static str),
}

impl Failure {
    /// Says it on the standard error stream.
    pub(crate) fn tell(&self) {
        let sentence = match self {
            Self::Client(error) => format!("{error} [{}]", error.code()),
            // The reader has left; there is nobody to tell.
            Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe => return,
            Self::Io(error) => error.to_string(),
            Self::Unexpected(sentence) => (*sentence).to_owned(),
        };
        let _ = writeln!(anstream::stderr(), "hypersender: {sentence}");
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Client(error) => error.into(),
            Self::Io(_) | Self::Unexpected(_) => Exit::Failed,
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
