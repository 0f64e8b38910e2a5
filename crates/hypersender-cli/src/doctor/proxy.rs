//! Does a proxy stand between?

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use url::Url;

use super::address::Address;
use super::finding::Finding;
use super::{Patient, client};
use crate::exit::Exit;

const CHECK: &str = "proxy";

/// What is to be said, and whether there is one that looks up the service's name.
pub(super) fn check(patient: &Patient, address: &Address) -> Result<(Finding, bool), Finding> {
    if let Some(given) = &patient.service.proxy {
        if let Err(finding) = client(patient, "nobody".into())
            && finding.check == CHECK
        {
            return Err(finding);
        }
        let name = Url::parse(given).map(|url| without_password(&url)).unwrap_or_default();
        let has_password = Url::parse(given).is_ok_and(|url| url.password().is_some());
        let looks_up = Url::parse(given).is_ok_and(|url| looks_up(url.scheme()));
        let finding = Finding::note(CHECK, format!("All goes through {name} (--proxy)."));
        return Ok(if has_password {
            let advice =
                "Its password can be seen in the list of processes: put it into HTTPS_PROXY.";
            (finding.advise(advice), looks_up)
        } else {
            (Finding { advice: None, ..finding }, looks_up)
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
            let place = variables(address).find(|(_, value)| {
                usable(value, address).is_some_and(|own| own.uri() == proxy.uri())
            });
            let place = place.map_or("the system", |(variable, _)| variable);
            let text = format!("All goes through {name}, from {place}.");
            (
                Finding::note(CHECK, text)
                    .advise("If it should not: NO_PROXY names hosts without."),
                looks_up(proxy.uri().scheme_str().unwrap_or_default()),
            )
        }
        None => match hypersender::unreadable_proxy(address.url.as_str()) {
            Some(variable) => {
                let text = format!("{variable} is set, and is no proxy's URL: no call is made.");
                return Err(Finding::problem(CHECK, text, Exit::Usage).advise(
                    "Give a whole URL, such as http://proxy.example.com:3128, or unset it.",
                ));
            }
            None => (Finding::ok(CHECK, "None is set up for this address."), false),
        },
    })
}

/// Whether such a proxy is told the name of the service, and not its number.
fn looks_up(scheme: &str) -> bool {
    !matches!(scheme, "socks4" | "socks5")
}

/// The variables that name a proxy for this address and are set, in the order in which they count.
fn variables(address: &Address) -> impl Iterator<Item = (&'static str, String)> {
    let names = match address.url.scheme() {
        "http" => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
        _ => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
    };
    let set = names.into_iter().filter_map(|name| Some((name, std::env::var(name).ok()?)));
    set.filter(|(_, value)| !value.is_empty())
}

/// The proxy that such a value names, if it names one.
fn usable(value: &str, address: &Address) -> Option<Intercept> {
    Matcher::builder().all(value.to_owned()).build().intercept(&address.url.as_str().parse().ok()?)
}

fn without_password(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}", url.scheme())
}
