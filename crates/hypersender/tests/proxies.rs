//! Proxies that the scenarios do not have: SOCKS, and the one that the environment names.

mod service;

use std::net::SocketAddr;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender::{Client, ErrorKind, Outcome, Reason};
use hypersender_sandbox::wire::{Request, Server};
use service::socks::{Told, socks};
use service::tls::tls;
use service::{INSTANCE, TOKEN, health, serve};
use tokio::net::TcpListener;

async fn working() -> Server {
    serve(&Clock::system(), async |_| health("WORKING").into()).await
}

fn client(base_url: &str, proxy: &str) -> Client {
    Client::builder(TOKEN)
        .base_url(base_url)
        .allow_insecure_http(true)
        .proxy(proxy)
        .max_retries(0)
        .build()
        .expect("good settings")
}

#[tokio::test]
async fn a_socks_proxy_looks_up_the_name_itself_and_gets_its_password() {
    let server = working().await;
    let (proxy, told) = socks(server.address(), false).await;
    let client = client("http://service.invalid", &format!("socks5h://user:p%40ss@{proxy}"));
    client.health(INSTANCE).await.unwrap();
    let user_and_password = Some(("user".to_owned(), "p@ss".to_owned()));
    let expected = Told { user_and_password, target: "service.invalid 80".to_owned() };
    assert_eq!(*told.lock().unwrap(), expected);
}

#[tokio::test]
async fn socks5_without_h_looks_up_the_name_here() {
    let server = working().await;
    let (proxy, told) = socks(server.address(), false).await;
    client("http://localhost:81", &format!("socks5://{proxy}")).health(INSTANCE).await.unwrap();
    let told = told.lock().unwrap().clone();
    assert!(["127.0.0.1 81", "::1 81"].contains(&&*told.target), "{told:?}");
    assert_eq!(told.user_and_password, None);
}

#[tokio::test]
async fn a_socks_proxy_that_refuses_is_told_as_the_proxys_fault() {
    let (proxy, _) = socks(SocketAddr::from(([127, 0, 0, 1], 1)), true).await;
    let client = client("http://service.invalid", &format!("socks5h://user:canary@{proxy}"));
    let error = client.restart(INSTANCE).await.unwrap_err();
    assert_eq!((error.reason(), error.outcome()), (Some(Reason::Proxy), Some(Outcome::NotSent)));
    assert!(!format!("{error} {error:?} {client:?}").contains("canary"), "{error:?}");
}

#[tokio::test]
async fn a_service_over_tls_is_reached_through_socks() {
    let server = working().await;
    let (service, certificate) = tls("service.invalid", server.address()).await;
    let (proxy, told) = socks(service, false).await;
    let builder = Client::builder(TOKEN).base_url("https://service.invalid");
    let builder = builder.proxy(format!("socks5h://{proxy}")).ca_certificate(&*certificate);
    builder.build().unwrap().health(INSTANCE).await.unwrap();
    assert_eq!(told.lock().unwrap().target, "service.invalid 443");
}

#[tokio::test]
async fn a_proxy_is_spoken_to_over_tls() {
    let server = working().await;
    let (proxy, certificate) = tls("localhost", server.address()).await;
    let to = |certificate: &str| {
        let builder = Client::builder(TOKEN).base_url("http://service.invalid");
        let builder = builder.proxy(format!("https://localhost:{}", proxy.port()));
        builder.allow_insecure_http(true).ca_certificate(certificate).build().unwrap()
    };
    to(&certificate).health(INSTANCE).await.unwrap();
    let (_, another) = tls("another.invalid", server.address()).await;
    let error = to(&another).health(INSTANCE).await.unwrap_err();
    assert_eq!((error.reason(), error.attempts()), (Some(Reason::Proxy), 1));
    assert!(error.to_string().contains("No secure connection to the proxy"), "{error}");
}

#[tokio::test]
async fn a_service_that_hangs_behind_a_proxy_is_not_the_proxys_fault() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (proxy, _) = socks(silent.local_addr().unwrap(), false).await;
    let client = Client::builder(TOKEN)
        .base_url("https://service.invalid")
        .proxy(format!("socks5h://{proxy}"))
        .connect_timeout(Duration::from_millis(500))
        .max_retries(0)
        .build()
        .unwrap();
    let error = client.health(INSTANCE).await.unwrap_err();
    assert_eq!(error.reason(), Some(Reason::ConnectTimeout), "{error}");
}

/// Whether this is the process that the test started with such an environment.
const INSIDE: &str = "HYPERSENDER_TEST_BEHIND_A_PROXY";

#[tokio::test]
async fn a_proxy_that_the_environment_names_is_used() {
    if std::env::var_os(INSIDE).is_some() {
        let builder = Client::builder(TOKEN).base_url("http://service.invalid/api");
        let client = builder.allow_insecure_http(true).max_retries(0).build().unwrap();
        client.health(INSTANCE).await.unwrap();
        return;
    }
    let heard = Arc::<Mutex<Vec<String>>>::default();
    let note = Arc::clone(&heard);
    let proxy = serve(&Clock::system(), move |request: Request| {
        let header = |name| request.header(name).unwrap_or_default().to_owned();
        let told = [request.target.clone(), header("host"), header("proxy-authorization")];
        note.lock().unwrap().extend(told);
        async { health("WORKING").into() }
    })
    .await;
    let this = std::env::current_exe().unwrap();
    let url = format!("http://user:word@{}", proxy.address());
    let inside = tokio::task::spawn_blocking(move || {
        let test = ["--exact", "a_proxy_that_the_environment_names_is_used"];
        let mut command = Command::new(this);
        for variable in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
            command.env_remove(variable);
        }
        command.args(test).env(INSIDE, "1").env("HTTP_PROXY", url).output().unwrap()
    });
    let inside = inside.await.unwrap();
    assert!(inside.status.success(), "{}", String::from_utf8_lossy(&inside.stdout));
    let target = format!("http://service.invalid/api/{INSTANCE}/health");
    let expected = [&*target, "service.invalid", "Basic dXNlcjp3b3Jk"];
    assert_eq!(*heard.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_proxy_of_the_environment_that_is_none_lets_nothing_out() {
    if std::env::var_os(INSIDE).is_some() {
        let client =
            Client::builder(TOKEN).base_url("https://service.invalid/api").build().unwrap();
        let error = client.health(INSTANCE).await.unwrap_err();
        assert_eq!((error.kind(), error.argument()), (ErrorKind::InvalidArgument, Some("proxy")));
        assert!(error.to_string().starts_with("HTTPS_PROXY in the environment"), "{error}");
        assert!(!format!("{error:?}").contains("canary"));
        return;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    for variable in ["NO_PROXY", "no_proxy", "REQUEST_METHOD", "ALL_PROXY", "all_proxy"] {
        command.env_remove(variable);
    }
    command.args(["--exact", "a_proxy_of_the_environment_that_is_none_lets_nothing_out"]);
    command.env(INSIDE, "1").env("HTTPS_PROXY", "http://user:canary@[proxy");
    let inside = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(inside.status.success(), "{}", String::from_utf8_lossy(&inside.stdout));
}
