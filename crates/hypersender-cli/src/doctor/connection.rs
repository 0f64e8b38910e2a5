//! Does the service answer, and is it the service?

use hypersender::{Client, Error, Reason, Sounded, Sounding};

use super::address::Address;
use super::finding::Finding;
use crate::exit::Exit;

const CHECK: &str = "connection";

/// What is to be said, and what the answer was.
pub(super) async fn check(
    stranger: &Client,
    address: &Address,
) -> (Finding, Result<Sounding, Error>) {
    let sounding = stranger.sound(Sounded::Service).await;
    let finding = match &sounding {
        Ok(sounding) => of_answer(sounding, address),
        Err(error) => Finding::failed(CHECK, error).advise(advice(error)),
    };
    (finding, sounding)
}

/// Without a token the service answers 401, in JSON.
fn of_answer(sounding: &Sounding, address: &Address) -> Finding {
    let Sounding { status, is_json, .. } = *sounding;
    let what = if is_json { "JSON" } else { "something that is not JSON" };
    let answered = format!("{} answers {status} with {what}", address.host);
    match status {
        401 if is_json => Finding::ok(CHECK, format!("{} answers.", address.host)),
        407 => Finding::problem(CHECK, "The proxy wants a user name and a password (407).", Exit::Network)
            .advise("Put them into HTTPS_PROXY: http://user:password@host:port"),
        429 => Finding::ok(CHECK, format!("{} answers, and wants less of it (429).", address.host)),
        500..=599 => Finding::problem(CHECK, format!("{answered}: it has trouble of its own."), Exit::Failed)
            .advise("Wait a while. It is not your set-up."),
        403 if !is_json => Finding::problem(CHECK, format!("{answered}: something before the service blocks."), Exit::NotAllowed)
            .advise("A firewall, or the country or network that this machine is in."),
        _ => Finding::problem(CHECK, format!("{answered}, and not as the service does."), Exit::Failed)
            .advise("Is the address right, path included? https://app.hypersender.com/api/whatsapp/v2 is the service's."),
    }
}

/// What to do about a connection that does not come about.
fn advice(error: &Error) -> &'static str {
    let text = error.message();
    match error.reason() {
        Some(Reason::Tls) if text.contains("expired") || text.contains("not valid yet") => {
            "Is this machine's clock right? See the line about it below."
        }
        Some(Reason::Tls) if text.contains("another name") => {
            "Is the address spelt right? A portal of the network may stand between: open a page in a browser."
        }
        Some(Reason::Tls) if text.contains("authority") => {
            "If a proxy of your company opens connections: get its certificate, and give it with --ca-certificate FILE."
        }
        Some(Reason::Tls) => {
            "Something between breaks it off: a firewall, or a port that is not for https."
        }
        Some(Reason::Refused) => "Is the address right, port included? Does a firewall forbid it?",
        Some(Reason::ConnectTimeout) => {
            "A firewall may swallow it. Does this network need a proxy (HTTPS_PROXY)?"
        }
        Some(Reason::Proxy) => {
            "Is the proxy right and alive? Does it want a password? See the line about it above."
        }
        Some(Reason::Dns) => "Is the address spelt right? Is this machine on the network?",
        Some(Reason::Protocol) => "Is the port right? Is it https that is spoken there?",
        Some(_) => "Try again. If it stays so, something between breaks connections off.",
        None => {
            "Try again, with a longer --timeout. If it stays so, the service or the way to it is stuck."
        }
    }
}
