//! What the command's end tells a script.

use std::process::ExitCode;

use hypersender::{Error, ErrorKind, Status};

/// The ways in which the command ends. The numbers are permanent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[non_exhaustive]
pub enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// It failed in a way that has no number of its own.
    Failed = 1,
    /// The command was not understood.
    Usage = 2,
    /// Nobody scanned a code in the time that was given.
    NobodyScanned = 3,
    /// The service, or the minute between two codes, held the request back.
    RateLimited = 4,
    /// The token is not accepted, or may not do this.
    NotAllowed = 5,
    /// There is no such instance.
    NotFound = 6,
    /// The service could not be reached, or did not answer in time.
    Network = 7,
    /// Somebody has to do something on the phone first, such as confirm a passkey.
    ActionRequired = 8,
    /// Ended by Ctrl-C.
    Interrupted = 130,
    /// Ended by Ctrl-\\.
    Quit = 131,
    /// Ended by a request to terminate.
    Terminated = 143,
}

impl Exit {
    /// The number that the process ends with.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

impl From<&Error> for Exit {
    fn from(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::InvalidArgument => Self::Usage,
            ErrorKind::LinkTimeout if error.last_status().is_some_and(Status::wants_a_passkey) => {
                Self::ActionRequired
            }
            ErrorKind::LinkTimeout => Self::NobodyScanned,
            ErrorKind::RateLimited => Self::RateLimited,
            ErrorKind::Authentication | ErrorKind::PermissionDenied => Self::NotAllowed,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Connection | ErrorKind::Timeout => Self::Network,
            _ => Self::Failed,
        }
    }
}
