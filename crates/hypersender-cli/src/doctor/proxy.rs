//! Does a proxy stand between?

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::address::Address;
use super::finding::Finding;
use super::{Patient, client};

const CHECK: &str = "proxy";

/// What is to be said, and whether there is one.
pub(super) fn check(patient: &Patient, address: &Address) -> Result<(Finding, bool), Finding> {
    if let Some(given) = &patient.service.proxy {
        if let Err(finding) = client(patient, "nobody".into())
            && finding.check == CHECK
        {
            return Err(finding);
        }
        let name = Url::parse(given).map(|url| without_password(&url)).unwrap_or_default();
        let has_password = Url::parse(given).is_ok_and(|url| url.password().is_some());
        let finding = Finding::note(CHECK, format!("All goes through {name} (--proxy)."));
        return Ok(if has_password {
            let advice =
                "Its password can be seen in the list of processes: put it into HTTPS_PROXY.";
            (finding.advise(advice), true)
        } else {
            (Finding { advice: None, ..finding }, true)
        });
    }
    if address.is_loopback {
        return Ok((Finding::ok(CHECK, "None: the address is on this machine."), false));
    }
    let found =
        address.url.as_str().parse().ok().and_then(|uri| Matcher::from_system().intercept(&uri));
    Ok(match found {
        Some(proxy) => {
            let name = Url::parse(&proxy.uri().to_string()).map(|url| without_password(&url));
            let name = name.unwrap_or_else(|_| "a proxy".to_owned());
            let text = format!("All goes through {name}, from the environment or the system.");
            (
                Finding::note(CHECK, text)
                    .advise("If it should not: NO_PROXY names hosts without."),
                true,
            )
        }
        None => (Finding::ok(CHECK, "None is set up for this address."), false),
    })
}

fn without_password(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}", url.scheme())
}
