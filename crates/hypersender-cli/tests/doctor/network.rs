//! What is wrong on the way.

use crate::child::{at, hypersender};
use crate::impostor::{Certificate, Impostor};
use crate::{examined, healthy};

/// A name that no name server is asked for, since it can't be one: DNS has 63 octets for each part.
const NO_NAME: &str = "a-part-of-more-than-sixty-three-octets-can-be-in-no-name-of-a-host.invalid";

fn doctor(address: &str) -> std::process::Command {
    let mut command = hypersender(&["doctor", "--timeout", "2"]);
    command.env("HYPERSENDER_TOKEN", "1|token").env("HYPERSENDER_BASE_URL", address);
    command
}

#[test]
fn the_name_does_not_resolve() {
    let diagnosis = examined(&mut doctor(&format!("https://{NO_NAME}/api")));
    diagnosis.is("name", &[NO_NAME, "spelt"], 7);
}

#[test]
fn nobody_listens_there() {
    let diagnosis = examined(&mut doctor("http://127.0.0.1:1/api"));
    diagnosis.is("connection", &["refused", "firewall"], 7);
    diagnosis.notes("clock", &["Here it is", "UTC"]);
}

#[test]
fn the_proxy_is_dead() {
    let mut command = doctor("https://app.hypersender.com/api/whatsapp/v2");
    let diagnosis = examined(command.env("HTTPS_PROXY", "http://user:canary@127.0.0.1:1"));
    diagnosis.notes("proxy", &["http://127.0.0.1:1", "from HTTPS_PROXY", "NO_PROXY"]);
    diagnosis.is("connection", &["proxy", "alive"], 7);
    assert!(!diagnosis.everything.contains("canary"));
}

#[test]
fn a_dead_socks_proxy_is_the_proxys_fault_too() {
    let mut command = doctor("https://app.hypersender.com/api/whatsapp/v2");
    let diagnosis = examined(command.env("ALL_PROXY", "socks5h://127.0.0.1:1"));
    diagnosis.notes("proxy", &["from ALL_PROXY"]);
    diagnosis.is("connection", &["proxy", "alive"], 7);
}

#[test]
fn a_variable_that_names_no_proxy_is_what_is_wrong() {
    let mut command = doctor(&format!("https://{NO_NAME}"));
    let diagnosis = examined(command.env("HTTPS_PROXY", "http://user:canary@[proxy"));
    diagnosis.is("proxy", &["HTTPS_PROXY", "no call", "whole URL"], 2);
    assert!(!diagnosis.everything.contains("canary"));
}

#[test]
fn the_proxy_is_of_no_use_for_a_host_that_does_without() {
    let sandbox = healthy();
    let diagnosis = examined(at(&sandbox, &["doctor"]).env("HTTP_PROXY", "http://127.0.0.1:1"));
    assert_eq!(diagnosis.code, 0);
    let mut without = doctor(&format!("https://{NO_NAME}"));
    without.env("HTTPS_PROXY", "http://127.0.0.1:1").env("NO_PROXY", NO_NAME);
    let diagnosis = examined(&mut without);
    assert_eq!(diagnosis.of("proxy")["result"], "ok");
    diagnosis.is("name", &["does not resolve"], 7);
}

#[test]
fn the_certificate_is_refused() {
    for (certificate, words) in [
        (Certificate::Expired, &["expired", "clock"][..]),
        (Certificate::OfTheFuture, &["not valid yet", "clock"]),
        (Certificate::OfAnother, &["another name", "portal"]),
        (Certificate::SelfSigned, &["authority", "--ca-certificate"]),
    ] {
        let impostor = Impostor::with(certificate);
        let mut command = doctor(&impostor.address());
        if !matches!(certificate, Certificate::SelfSigned) {
            command.arg("--ca-certificate").arg(impostor.authority());
        }
        examined(&mut command).is("connection", words, 7);
    }
}

#[test]
fn it_is_no_https_that_is_spoken_there() {
    let sandbox = healthy();
    let address = sandbox.url().replace("http://", "https://");
    let mut command = at(&sandbox, &["doctor", "--timeout", "2"]);
    examined(command.env("HYPERSENDER_BASE_URL", address)).is("connection", &["https"], 7);
}

#[test]
fn nobody_answers() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let mut command = doctor(&address);
    examined(&mut command).is("connection", &["no answer", "--timeout"], 7);
}
