//! What the HTTP library's errors mean to a caller.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use hyper_util::client::legacy;
use tokio::time::error::Elapsed;

use super::connector::{AtProxy, BoxError, Unresolved};
use crate::{Error, Reason};

/// The same numbers on every Unix.
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;

/// An attempt that brought no answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// Whether a byte may have gone out.
    pub(crate) sent: bool,
    /// Whether another attempt may do better. A refused certificate stays refused.
    pub(crate) may_pass: bool,
}

/// Where the connection was going, as far as a message says it.
pub(super) struct Destination<'a> {
    pub(super) authority: &'a str,
    pub(super) secure: bool,
}

pub(super) fn classify(error: BoxError, to: &Destination<'_>, sent: bool) -> Failure {
    let connecting = find::<legacy::Error>(&*error).is_some_and(legacy::Error::is_connect);
    let certificate = find::<rustls::Error>(&*error);
    let wants_password = matches!(find(&*error), Some(AtProxy::WantsPassword));
    let reason = reason(&*error, to, connecting);
    let host = to.authority;
    let message = match (reason, certificate) {
        (Reason::Dns, _) => format!("The name of {host} does not resolve."),
        (Reason::Refused, _) if io_kind(&*error) == Some(io::ErrorKind::ConnectionRefused) => {
            format!("{host} refused the connection.")
        }
        (Reason::Refused, _) if io_error(&*error).is_some_and(is_out_of_descriptors) => {
            format!("There is no file descriptor left for a connection to {host}.")
        }
        (Reason::Refused, _) => format!("{host} can't be reached."),
        (Reason::Reset, _) => format!("{host} reset the connection."),
        (Reason::Tls, Some(why)) => {
            format!("No secure connection to {host}: {}.", tls_cause(why))
        }
        (Reason::Tls, None) => format!("{host} broke off the TLS handshake."),
        (Reason::Proxy, _) if wants_password => {
            "The proxy wants a user name and a password (407).".to_owned()
        }
        (Reason::Proxy, Some(why)) => {
            format!("No secure connection to the proxy: {}.", tls_cause(why))
        }
        (Reason::Proxy, None) => format!("The proxy did not connect to {host}."),
        (Reason::ConnectTimeout, _) => format!("{host} did not take the connection in time."),
        (Reason::Closed, _) => {
            format!("{host} closed the connection before the answer was complete.")
        }
        _ => format!("What {host} answered is not HTTP."),
    };
    let hopeless = certificate.is_some() || wants_password;
    let described = Error::connection(reason, message).with_source(Arc::from(error));
    Failure {
        error: if hopeless { described.hopeless() } else { described },
        sent: sent && !connecting,
        may_pass: !hopeless,
    }
}

fn reason(error: &(dyn StdError + 'static), to: &Destination<'_>, connecting: bool) -> Reason {
    let kind = io_kind(error);
    let broke_off = matches!(
        kind,
        Some(
            io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::BrokenPipe
        )
    );
    if find::<AtProxy>(error).is_some() {
        return Reason::Proxy;
    }
    if find::<rustls::Error>(error).is_some() {
        return Reason::Tls;
    }
    if find::<Unresolved>(error).is_some() {
        return Reason::Dns;
    }
    if connecting {
        return match kind {
            _ if find::<Elapsed>(error).is_some() => Reason::ConnectTimeout,
            Some(io::ErrorKind::TimedOut) => Reason::ConnectTimeout,
            Some(io::ErrorKind::ConnectionRefused) => Reason::Refused,
            _ if broke_off && to.secure => Reason::Tls,
            _ if broke_off => Reason::Reset,
            _ => Reason::Refused,
        };
    }
    match find::<hyper::Error>(error) {
        Some(error) if error.is_parse() => Reason::Protocol,
        Some(error) if error.is_incomplete_message() || error.is_canceled() => Reason::Closed,
        _ => match kind {
            Some(
                io::ErrorKind::ConnectionReset
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::ConnectionAborted,
            ) => Reason::Reset,
            Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => Reason::Protocol,
            _ => Reason::Closed,
        },
    }
}

fn tls_cause(error: &rustls::Error) -> String {
    use rustls::CertificateError as Cause;
    let rustls::Error::InvalidCertificate(why) = error else {
        return error.to_string();
    };
    let why = match why {
        Cause::Expired | Cause::ExpiredContext { .. } => "its certificate has expired",
        Cause::NotValidYet | Cause::NotValidYetContext { .. } => "its certificate is not valid yet",
        Cause::NotValidForName | Cause::NotValidForNameContext { .. } => {
            "its certificate is for another name"
        }
        Cause::UnknownIssuer => {
            "its certificate is not signed by an authority that this machine trusts"
        }
        Cause::Revoked => "its certificate was revoked",
        _ => "its certificate is not valid",
    };
    why.to_owned()
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause: &&'a (dyn StdError + 'static)| {
        let cause: &'a (dyn StdError + 'static) = *cause;
        // An `io::Error` hides what it was made from behind `get_ref`, not behind `source`.
        match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => cause.source(),
        }
    })
}

/// The innermost: the outer ones only say that there was an error.
fn io_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a io::Error> {
    causes(error).filter_map(|cause| cause.downcast_ref()).last()
}

fn io_kind(error: &(dyn StdError + 'static)) -> Option<io::ErrorKind> {
    io_error(error).map(io::Error::kind)
}

/// Of this process, or of the machine.
fn is_out_of_descriptors(error: &io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}

fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    causes(error).find_map(|cause| cause.downcast_ref::<E>())
}
