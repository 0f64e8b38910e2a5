//! Where is the service said to be?

use url::{Host, Url};

use super::finding::Finding;
use super::{Patient, client};
use crate::environment;

const CHECK: &str = "address";

/// The service's host and port.
#[derive(Debug)]
pub(super) struct Address {
    pub(super) url: Url,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) is_name: bool,
    pub(super) is_loopback: bool,
}

pub(super) fn check(patient: &Patient) -> Result<(Finding, Address), Finding> {
    let given = patient.service.base_url();
    let from =
        match (&patient.service.base_url, environment::first(&hypersender::BASE_URL_VARIABLES)) {
            (Some(_), _) => "--base-url",
            (None, Some((name, _))) => name,
            (None, None) => "the default",
        };
    // What the client says of it counts; what else is wrong is another check's.
    if let Err(finding) = client(patient, "nobody".into())
        && finding.check == CHECK
    {
        let text = format!("{} It comes from {from}.", finding.text);
        let advice = "Leave it away to use the service's own, or give one such as https://app.hypersender.com/api/whatsapp/v2.";
        return Err(Finding { text, ..finding }.advise(advice));
    }
    let text = given.unwrap_or_else(|| hypersender::DEFAULT_BASE_URL.to_owned());
    let unusable = || Finding::problem(CHECK, "It is no URL.", crate::exit::Exit::Usage);
    let url = Url::parse(text.trim()).map_err(|_| unusable())?;
    let is_name = match url.host() {
        Some(host) => matches!(host, Host::Domain(_)),
        None => return Err(unusable()),
    };
    let is_loopback = hypersender::is_loopback(&url);
    let host = url.host_str().unwrap_or_default().to_owned();
    let port = url.port_or_known_default().unwrap_or(443);
    let finding = if url.scheme() == "http" && !is_loopback {
        Finding::note(
            CHECK,
            format!("{url} ({from}) is not https: the token crosses the network in the clear."),
        )
        .advise("Use https://.")
    } else {
        Finding::ok(CHECK, format!("{url} ({from})"))
    };
    Ok((finding, Address { url, host, port, is_name, is_loopback }))
}
