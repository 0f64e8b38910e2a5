//! Canaries: no text that this crate makes shows a token, a picture or what is in it.

#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod service;

use std::fmt::Debug;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::{env, io, thread};

use base64_simd::STANDARD;
use hypersender::clock::Clock;
use hypersender::{Client, Error, Token, defect};
use hypersender_sandbox::wire::{Request, Response, Server};
use serde::Serialize;
use service::{INSTANCE, builder, png, serve};
use tracing_subscriber::fmt::MakeWriter;

const TOKEN: &str = "77|cAnArYtOkEnA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6cafe0123";
const ACCESS_TOKEN: &str = "78|cAnArYaCcEsSA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6cafe";
const CODE: &str = "2@cAnArYcOdE,b,c,d";

/// Everything that is logged in this process, at the finest level, by whomever.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn start() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            tracing_subscriber::fmt()
                .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
                .with_writer(log.clone())
                .init();
            log
        })
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn renderings(value: &(impl Debug + Serialize)) -> String {
    format!("{value:?} {value:#?} {}", serde_json::to_string(value).unwrap())
}

#[track_caller]
fn assert_no_canary(text: &str) {
    let picture = STANDARD.encode_to_string(png(CODE));
    let parts =
        [TOKEN, ACCESS_TOKEN, "cAnArY", &TOKEN[3..], &ACCESS_TOKEN[3..], CODE, &picture[60..120]];
    // However a picture begins: in base64, as numbers, as text.
    for canary in parts.into_iter().chain(["iVBORw0KGgo", "137, 80, 78, 71", "PNG\\r\\n"]) {
        assert!(!text.contains(canary), "{canary} is in: {text}");
    }
}

fn answer() -> Response {
    let picture = STANDARD.encode_to_string(png(CODE));
    Response::json(
        200,
        format!(
            r#"{{"id":"{INSTANCE}","name":"n","status":"SCAN_QR_CODE","qr_code":"{picture}","access_token":"{ACCESS_TOKEN}"}}"#
        ),
    )
}

/// An error that repeats the token and the picture in every place that is read.
fn echo(status: u16) -> Response {
    let picture = STANDARD.encode_to_string(png(CODE));
    let all = format!("{TOKEN} {ACCESS_TOKEN} {picture}");
    Response::json(
        status,
        format!(
            r#"{{"message":"{all}","error":"{all}","errors":{{"{TOKEN}":["{all}"],"b":"{all}"}}}}"#
        ),
    )
    .header("s-request-id", TOKEN)
    .header("location", format!("https://user:{TOKEN}@example.com/{TOKEN}?{TOKEN}"))
}

#[tokio::test]
async fn a_success_shows_no_secret_and_reveals_it_when_asked() {
    let log = Log::start();
    let clock = Clock::virtual_time();
    let server = serve(&clock, async |_| answer().into()).await;
    let client = builder(&server, &clock).build().unwrap();
    let request = client.request_new_qr_code(INSTANCE);
    assert_no_canary(&format!("{client:?} {client:#?} {request:?}"));
    let answer = request.await.unwrap();
    assert_no_canary(&renderings(&answer));
    assert_no_canary(&renderings(&answer.instance));
    assert_no_canary(&renderings(&answer.qr_code));
    assert_eq!(answer.access_token.as_ref().unwrap().reveal(), ACCESS_TOKEN);
    assert_eq!(answer.qr_code.payload().unwrap().reveal(), CODE);
    assert_no_canary(&log.text());
    assert!(log.text().contains("hypersender"), "nothing was logged: {}", log.text());
}

#[tokio::test]
async fn a_session_and_its_events_show_no_secret() {
    Log::start(); // before anything in this process could be logged
    let clock = Clock::virtual_time();
    let server = serve(&clock, async |_| answer().into()).await;
    let mut session = builder(&server, &clock).build().unwrap().link(INSTANCE);
    assert!(format!("{session:?}").contains(INSTANCE), "{session:?}");
    let mut codes = 0;
    while let Some(Ok(event)) = session.next().await {
        codes += usize::from(event.kind().name() == "qr_code");
        // Serialized, too: it is what the command prints with `--json`.
        assert_no_canary(&format!("{} {session:?} {session:#?}", renderings(&event)));
    }
    assert_eq!(codes, 3);
}

#[tokio::test]
async fn an_error_that_repeats_secrets_is_masked() {
    let log = Log::start();
    for status in [200, 301, 400, 401, 403, 404, 409, 422, 429, 500] {
        let clock = Clock::virtual_time();
        let server = serve(&clock, move |_| async move { echo(status).into() }).await;
        let client = Client::builder(TOKEN)
            .base_url(format!("http://{}", server.address()))
            .clock(clock.clone())
            .max_retries(0)
            .build()
            .unwrap();
        let errors: Vec<Error> = vec![
            client.request_new_qr_code(INSTANCE).await.unwrap_err(),
            client.health(INSTANCE).await.unwrap_err(),
            client.list_instances().await.unwrap_err(),
            client.create_instance("+201234567890", "n").await.unwrap_err(),
        ];
        for error in errors {
            assert_no_canary(&renderings(&error));
            assert_no_canary(&format!("{error} {:?} {:?}", error.errors(), error.server_message()));
            assert_no_canary(&format!("{error} {:?} {:?}", error.request_id(), error.location()));
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                assert_no_canary(&format!("{cause} {cause:?}"));
                source = cause.source();
            }
        }
    }
    assert_no_canary(&log.text());
}

#[test]
fn what_is_refused_before_any_request_is_not_repeated() {
    let token = |text: String| Client::new(text).map(|_| ()).unwrap_err();
    assert_no_canary(&renderings(&token(format!("{TOKEN}\n{TOKEN}"))));
    assert_no_canary(&renderings(&token(format!("Bearer {TOKEN}"))));
    let base_url = Client::builder(TOKEN).base_url(format!("https://u:{TOKEN}@h/?{TOKEN}")).build();
    assert_no_canary(&renderings(&base_url.map(|_| ()).unwrap_err()));
    let proxy = Client::builder(TOKEN).proxy(format!("ftp://u:{TOKEN}@h")).build();
    assert_no_canary(&renderings(&proxy.map(|_| ()).unwrap_err()));
    assert_no_canary(&format!("{:?} {:#?}", Token::from(TOKEN), Client::builder(TOKEN)));
}

#[tokio::test]
async fn a_token_in_the_place_of_an_id_is_not_repeated() {
    let client = Client::new("1|x").unwrap();
    let error = client.health(TOKEN).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), ("invalid_argument", 0));
    assert_no_canary(&renderings(&error));
}

/// A service that repeats what it was asked where it refuses a health check, and answers all else.
async fn indiscreet(clock: &Clock) -> Server {
    serve(clock, async |request: Request| {
        let health = request.path().ends_with("health");
        if health { echo(422) } else { answer() }.into()
    })
    .await
}

/// What is told of a caller who unwraps what can't be unwrapped.
#[tokio::test]
async fn a_panic_shows_no_secret() {
    Log::start(); // before anything in this process could be logged
    let clock = Clock::virtual_time();
    let server = indiscreet(&clock).await;
    let client = builder(&server, &clock).build().unwrap();
    let answer = client.request_new_qr_code(INSTANCE).await;
    let failed = client.health(INSTANCE).await;
    let mut session = client.link(INSTANCE);
    let event = session.next().await.unwrap();
    let text = |panic: Box<dyn FnOnce()>| {
        let told = catch_unwind(AssertUnwindSafe(panic)).unwrap_err();
        told.downcast_ref::<String>().cloned().unwrap()
    };
    let told = [
        text(Box::new(|| drop(failed.unwrap()))),
        text(Box::new(|| drop(answer.unwrap_err()))),
        text(Box::new(move || panic!("{event:?} {client:?} {session:#?}"))),
    ];
    assert!(told[0].contains("validation") && told[1].contains("QrCode"), "{told:?}");
    for text in &told {
        assert_no_canary(text);
    }
}

/// Says in a process of its own which hook tells of its panics.
const HOOK: &str = "HYPERSENDER_TEST_HOOK";

/// On its own two streams: with the hook of every program where a caller unwraps what can't be
/// unwrapped, and with that of this project's modules whatever a panic says.
#[test]
fn nothing_that_a_process_writes_shows_a_secret() {
    if let Ok(hook) = env::var(HOOK) {
        return panic_in_every_way(&hook);
    }
    for (hook, told) in
        [("every program's", "called `Result::unwrap"), ("ours", "hypersender: thread")]
    {
        let name = "nothing_that_a_process_writes_shows_a_secret";
        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", name, "--nocapture"]).env(HOOK, hook);
        let ended =
            child.envs([("RUST_BACKTRACE", "full"), ("RUST_LOG", "trace")]).output().unwrap();
        let written =
            [ended.stdout, ended.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        let written = written.concat();
        assert!(!ended.status.success(), "{written}");
        for sink in [told, "panicked at", "secrets.rs", "values InstanceWithQr", "TRACE", "POST"] {
            assert!(written.contains(sink), "{sink} is not in: {written}");
        }
        assert!(written.contains("panic_in_every_way"), "there is no backtrace in: {written}");
        assert_no_canary(&written);
    }
}

fn panic_in_every_way(hook: &str) {
    let level = tracing_subscriber::filter::LevelFilter::TRACE;
    tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).init();
    let ours = hook == "ours";
    if ours {
        defect::tell_by_place();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (failed, answer, created) = runtime.block_on(async {
        let clock = Clock::virtual_time();
        let server = indiscreet(&clock).await;
        let client = builder(&server, &clock).build().unwrap();
        (
            client.health(INSTANCE).await,
            client.request_new_qr_code(INSTANCE).await,
            client.create_instance("+201234567890", "n").await.unwrap(),
        )
    });
    println!("values {:?} {created:#?}", answer.as_ref().unwrap());
    let panics: [Box<dyn FnOnce() + Send>; 3] = [
        Box::new(move || drop(answer.unwrap_err())),
        Box::new(move || panic!("{created:?}")),
        // What no sentence of ours could hold back: only the hook can.
        Box::new(move || assert!(!ours, "{TOKEN} {ACCESS_TOKEN} {CODE}")),
    ];
    for panic in panics {
        let _ = thread::spawn(panic).join();
    }
    drop(failed.unwrap());
}
