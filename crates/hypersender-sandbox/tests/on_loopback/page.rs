//! What the page for people is made of, and lives on.

use std::time::Duration;

use hypersender::clock::Clock;
use hypersender_sandbox::deed::{Deed, Manner, Named, NewInstance, Outcome, Scan, ScanResult};
use hypersender_sandbox::{OnNewQr, Sandbox};
use serde_json::Value;

use crate::raw;

const HERE: [(&str, &str); 1] = [("Host", "localhost:1")];

async fn get(sandbox: &Sandbox, path: &str) -> raw::Came {
    raw::send(sandbox, &format!("GET {path}"), &HERE, "").await
}

async fn watch(sandbox: &Sandbox, query: &str) -> Value {
    get(sandbox, &format!("/_sandbox/watch?{query}")).await.json()
}

#[tokio::test]
async fn the_page_loads_nothing_but_its_own_files() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = get(&sandbox, "/").await;
    assert_eq!(page.status(), "200");
    assert!(page.head().contains("Content-Security-Policy: default-src 'none'; script-src 'self'"));
    for (kind, quoted) in [("src", "src=\""), ("href", "href=\"")] {
        for link in page.body().split(quoted).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(link.starts_with("/_sandbox/page/") || link.starts_with('#'), "{kind} {link}");
            if link.starts_with('/') {
                assert_eq!(get(&sandbox, link).await.status(), "200", "{link}");
            }
        }
    }
    for inline in ["<style", "style=", "onclick=", "<script>", "http://", "https://"] {
        assert!(!page.body().contains(inline), "{inline}");
    }
    // Nothing of this is a request to the API.
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn other_sites_can_lead_to_the_page_and_embed_nothing_of_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let visit = [
        ("Host", "localhost:1"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-Dest", "document"),
    ];
    assert_eq!(raw::send(&sandbox, "GET /", &visit, "").await.status(), "200");
    for line in ["GET /_sandbox/watch", "GET /_sandbox/picture", "POST /_sandbox/reset"] {
        assert_eq!(raw::send(&sandbox, line, &visit, "").await.status(), "403", "{line}");
    }
    let framed = [visit[0], visit[1], visit[2], ("Sec-Fetch-Dest", "iframe")];
    assert_eq!(raw::send(&sandbox, "GET /", &framed, "").await.status(), "403");
    let elsewhere = [("Host", "evil.example")];
    assert_eq!(raw::send(&sandbox, "GET /", &elsewhere, "").await.status(), "403");
}

#[tokio::test]
async fn the_picture_is_the_one_that_the_api_gave() {
    let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
    let id = sandbox.instance();
    let path = format!("/_sandbox/picture?instance={id}");
    assert_eq!(get(&sandbox, &path).await.status(), "404");
    let client = sandbox.client();
    let first = client.request_new_qr_code(&id).await.unwrap().qr_code;
    sandbox.advance(Duration::from_secs(61));
    let second = client.request_new_qr_code(&id).await.unwrap().qr_code;
    for (path, code) in [
        (path.clone(), &second),
        (format!("{path}&code=1"), &first),
        (format!("{path}&code=2"), &second),
    ] {
        let came = get(&sandbox, &path).await;
        let end = came.bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        assert_eq!(&came.bytes[end + 4..], code.png(), "{path}");
    }
    for none in ["code=3", "code=0", "code=x"] {
        assert_eq!(get(&sandbox, &format!("{path}&{none}")).await.status(), "404", "{none}");
    }
    assert_eq!(get(&sandbox, "/_sandbox/picture?instance=nobody").await.status(), "404");
}

#[tokio::test]
async fn a_watcher_is_told_at_once_what_somebody_does() {
    let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
    let first = watch(&sandbox, "").await;
    assert_eq!(first["instances"][0]["status"], "SCAN_QR_CODE");
    assert_eq!(first["url"], sandbox.url());
    let waiting = format!("after={}", first["change"]);
    let id = sandbox.instance();
    let set = async {
        sandbox.wait_for_connections(|counts| counts.open == 1).await;
        sandbox.set_status(&id, "FAILED");
    };
    let (second, ()) = tokio::join!(watch(&sandbox, &waiting), set);
    assert_eq!(second["instances"][0]["status"], "FAILED");
    assert_ne!(first["change"], second["change"]);
    // Who comes late is answered without waiting.
    assert_eq!(watch(&sandbox, &waiting).await["change"], second["change"]);
    sandbox.reset();
    assert_eq!(watch(&sandbox, "").await["resets"], 1);
}

#[tokio::test]
async fn a_watcher_is_told_what_time_brings() {
    let codes = hypersender_sandbox::Codes::default();
    let sandbox = Sandbox::builder().speed(600.0).codes(codes).start().await.unwrap();
    let change = watch(&sandbox, "").await["change"].clone();
    let start = sandbox.clock().now();
    // The first code's life ends after a minute: a tenth of a second.
    let seen = watch(&sandbox, &format!("after={change}")).await;
    assert_eq!(seen["change"], change);
    assert!(sandbox.clock().now().since(start) > Duration::from_secs(30));
}

#[tokio::test]
async fn a_watcher_is_told_of_requests_once() {
    let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
    let (client, id) = (sandbox.client(), sandbox.instance());
    client.health(&id).await.unwrap();
    client.health(&id).await.unwrap();
    let seen = watch(&sandbox, "").await;
    let numbers: Vec<_> = seen["requests"].as_array().unwrap().iter().collect();
    assert_eq!(numbers.len(), 2);
    let after = format!("requests_after={}", numbers[0]["number"]);
    assert_eq!(watch(&sandbox, &after).await["requests"][0]["number"], numbers[1]["number"]);
}

#[tokio::test]
async fn a_person_can_ask_for_a_code_without_the_api() {
    let sandbox = Sandbox::builder().virtual_time().start().await.unwrap();
    let id = sandbox.instance();
    let named = || Named { instance: Some(id.clone()) };
    assert_eq!(sandbox.phone().scan_what_is_shown(&id), ScanResult::Unknown);
    assert_eq!(sandbox.perform(&Deed::RequestCode(named())), Outcome::Done);
    sandbox.advance(Duration::from_secs(2));
    let late = Scan { manner: Manner::Late, ..Scan::default() };
    assert_eq!(sandbox.perform(&Deed::Scan(late)), Outcome::Scan(ScanResult::Stale));
    assert_eq!(sandbox.instances()[0].status, "SCAN_QR_CODE");
    assert_eq!(sandbox.phone().scan_what_is_shown(&id), ScanResult::Linked);
    sandbox.advance(Duration::from_secs(5));
    // A linked phone gets no code, and survives a restart.
    assert_eq!(sandbox.perform(&Deed::RequestCode(named())), Outcome::NotNow);
    assert_eq!(sandbox.perform(&Deed::Restart(named())), Outcome::Done);
    assert_ne!(sandbox.instances()[0].status, "WORKING");
    sandbox.advance(Duration::from_secs(30));
    assert_eq!(sandbox.instances()[0].status, "WORKING");
    assert!(sandbox.requests().is_empty());
    let nobody = Named { instance: Some("nobody".to_owned()) };
    assert_eq!(sandbox.perform(&Deed::RequestCode(nobody.clone())), Outcome::NoSuch);
    assert_eq!(sandbox.perform(&Deed::Restart(nobody)), Outcome::NoSuch);
}

#[tokio::test]
async fn a_gateway_that_refuses_gives_no_code_to_a_person_either() {
    let failed = NewInstance::default().status("FAILED");
    let sandbox = Sandbox::builder().virtual_time().on_new_qr(OnNewQr::Refuse);
    let sandbox = sandbox.instances([failed]).start().await.unwrap();
    assert_eq!(sandbox.perform(&Deed::RequestCode(Named::default())), Outcome::NotNow);
}

#[tokio::test]
async fn time_has_an_end() {
    let sandbox = Sandbox::start().await.unwrap();
    for (seconds, status) in [("1e18", "422"), ("3e9", "200"), ("3e9", "422"), ("1", "200")] {
        let body = format!("{{\"seconds\":{seconds}}}");
        let came = raw::send(&sandbox, "POST /_sandbox/advance", &HERE, &body).await;
        assert_eq!(came.status(), status, "{seconds} {}", came.text());
    }
    assert!(sandbox.clock().wall() > Clock::system().wall());
}
