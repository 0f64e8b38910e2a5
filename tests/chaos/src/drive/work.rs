//! Sessions and calls, as they are told.

use std::rc::Rc;
use std::time::Duration;

use hypersender::{Client, Cooldown, Error, ErrorKind, LinkEvent, LinkSession, Result};
use serde_json::{Map, Value};

use super::{Cancels, Driver, tell};
use crate::clock;
use crate::protocol::{Code, Command, How, Report};

impl Driver {
    pub(super) async fn work(self: Rc<Self>, number: u64, command: Command, cancels: Rc<Cancels>) {
        let (Command::Link { client, .. } | Command::Call { client, .. }) = &command else {
            return;
        };
        let found = self.clients.borrow().get(client).map(|it| it.client.clone());
        let Some(client) = found else {
            let (end, text) = ("closed".to_owned(), String::new());
            tell(&Report::Begun { number, t: clock::now() });
            return tell(&Report::End { number, t: clock::now(), end, text });
        };
        tell(&Report::Begun { number, t: clock::now() });
        let end = match command {
            Command::Link { instance, options, how, pause, leave, .. } => {
                let session = session(&client, instance, &options);
                drop(client); // it may be forgotten while its session goes on
                ended(&cancels, hear(number, session, how, pause, leave, &cancels)).await
            }
            Command::Call { operation, arguments, options, .. } => {
                let call = call(&client, &operation, &arguments, &options);
                let call = async {
                    tokio::select! {
                        end = call => end.map(|()| "value"),
                        () = cancels.itself.notified() => Ok("cancelled"),
                    }
                };
                ended(&cancels, call).await
            }
            _ => return,
        };
        self.under_way.borrow_mut().remove(&number);
        let (end, text) = end;
        tell(&Report::End { number, t: clock::now(), end, text });
    }
}

/// What comes first, the end or the cancellation, which drops the work.
async fn ended(
    cancels: &Cancels,
    work: impl Future<Output = Result<&'static str>>,
) -> (String, String) {
    let end = tokio::select! {
        end = work => end,
        () = cancels.dropped.notified() => Ok("cancelled"),
    };
    match end {
        Ok(end) => (end.to_owned(), String::new()),
        Err(error) => (code(&error), error.to_string()),
    }
}

fn code(error: &Error) -> String {
    let thrown = std::error::Error::source(error).map(ToString::to_string);
    if error.kind() == ErrorKind::Authentication && thrown.is_some_and(|it| it.contains("sealed")) {
        return "thrown".to_owned();
    }
    error.code().to_owned()
}

fn seconds(options: &Map<String, Value>, name: &str) -> Option<Duration> {
    options.get(name).and_then(Value::as_f64).map(Duration::from_secs_f64)
}

fn session(client: &Client, instance: String, options: &Map<String, Value>) -> LinkSession {
    let mut session = client.link(instance);
    if let Some(timeout) = seconds(options, "timeout") {
        session = session.timeout(timeout);
    }
    if let Some(lifetime) = seconds(options, "qr_lifetime") {
        session = session.qr_lifetime(lifetime);
    }
    if let Some(most) = options.get("max_qr_codes").and_then(Value::as_u64) {
        session = session.max_qr_codes(u32::try_from(most).unwrap_or(1));
    }
    if let Some(restart) = options.get("restart_on_failed").and_then(Value::as_bool) {
        session = session.restart_on_failed(restart);
    }
    session
}

/// Hears a session, and cancels it when that is wanted.
async fn hear(
    number: u64,
    mut session: LinkSession,
    how: How,
    pause: f64,
    leave: Option<u32>,
    cancels: &Cancels,
) -> Result<&'static str> {
    let linked = session.linked();
    match how {
        How::Read => read(number, &mut session, pause, leave, cancels).await,
        How::Wait => {
            tokio::pin!(linked);
            let end = tokio::select! {
                end = &mut linked => end,
                () = cancels.itself.notified() => {
                    session.cancel();
                    linked.await
                }
            };
            end.map(|_| "linked")
        }
        How::Both => {
            let read = async {
                let end = read(number, &mut session, pause, leave, cancels).await;
                drop(session); // whoever waits hears of it, too
                end
            };
            let (end, beside) = tokio::join!(read, linked);
            let same = match (&end, &beside) {
                // Who has left may have done so at its end.
                (Ok("cancelled"), _) | (Ok(_), Ok(_)) => true,
                (Err(one), Err(other)) => one.code() == other.code(),
                _ => false,
            };
            if same { end } else { Ok("of two minds") }
        }
    }
}

async fn read(
    number: u64,
    session: &mut LinkSession,
    pause: f64,
    leave: Option<u32>,
    cancels: &Cancels,
) -> Result<&'static str> {
    let mut end = "cancelled";
    let mut left = leave.unwrap_or(u32::MAX);
    loop {
        let event = tokio::select! {
            event = session.next() => event,
            () = cancels.itself.notified() => {
                session.cancel();
                continue;
            }
        };
        let Some(event) = event else { break };
        let t = clock::now();
        let event = event?;
        let kind = event.kind().name().to_owned();
        let code = match &event {
            LinkEvent::QrCode { number, qr_code, .. } => {
                let left = qr_code.expires_in().as_secs_f64();
                let payload = qr_code.payload().map(|it| it.reveal().to_owned());
                Some(Code { number: *number, payload: payload.unwrap_or_default(), left })
            }
            LinkEvent::QrExpired { number, .. } => {
                Some(Code { number: *number, payload: String::new(), left: 0.0 })
            }
            LinkEvent::Linked { .. } => {
                end = "linked";
                None
            }
            _ => None,
        };
        tell(&Report::Event { number, t, kind, code });
        left -= 1;
        if left == 0 && end != "linked" {
            tell(&Report::Cancelling { number, t: clock::now() });
            break;
        }
        if pause > 0.0 {
            tokio::time::sleep(Duration::from_secs_f64(pause)).await;
        }
    }
    Ok(end)
}

async fn call(
    client: &Client,
    operation: &str,
    arguments: &Map<String, Value>,
    options: &Map<String, Value>,
) -> Result<()> {
    let instance = arguments.get("instance").and_then(Value::as_str).unwrap_or_default();
    // The core's default.
    let timeout = seconds(options, "timeout").unwrap_or(Duration::from_secs(30));
    match operation {
        "health" => client.health(instance).timeout(timeout).await.map(drop),
        "list_instances" => client.list_instances().timeout(timeout).await.map(drop),
        "create_instance" => {
            let text = |name| arguments.get(name).and_then(Value::as_str).unwrap_or_default();
            let request = client.create_instance(text("phone"), text("name"));
            request.timeout(timeout).await.map(drop)
        }
        "restart" => client.restart(instance).timeout(timeout).await.map(drop),
        _ => {
            let mut request = client.request_new_qr_code(instance).timeout(timeout);
            request = request.cooldown(match options.get("cooldown").and_then(Value::as_str) {
                Some("wait") => Cooldown::Wait,
                Some("off") => Cooldown::Off,
                _ => Cooldown::Raise,
            });
            if let Some(wait) = seconds(options, "max_wait") {
                request = request.max_wait(wait);
            }
            request.await.map(drop)
        }
    }
}
