//! The rules of the service, each as a sentence, in a time that a test sets.

mod api;
mod limits;
mod linking;
mod new_qr;
mod open_questions;
mod time;

use std::time::UNIX_EPOCH;

use base64_simd::STANDARD as BASE64;
use serde_json::Value;

use super::*;
use crate::deed::{Manner, Named, Scan, ScanResult, SetStatus};
use crate::settings::{Limits, Times};
use crate::wire::{Reply, Request};

/// The service, a person and the time.
struct Service {
    engine: Engine,
    now: Moment,
}

/// An answer as a client sees it.
struct Seen {
    status: u16,
    headers: Vec<(String, String)>,
    body: Value,
    after: Duration,
}

impl Seen {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The text in the picture.
    fn code(&self) -> String {
        let png = BASE64.decode_to_vec(self.body["qr_code"].as_str().unwrap()).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let side = reader.next_frame(&mut pixels).unwrap().width as usize;
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| pixels[y * side + x]);
        image.detect_grids()[0].decode().unwrap().1
    }
}

impl Service {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings {
            seed: Some(1),
            token: Some("1|token".to_owned()),
            limits: Limits::off(),
            ..Settings::default()
        };
        change(&mut settings);
        let now = Moment::from_start(Duration::from_secs(1000));
        // 2025-05-26T10:12:45.25
        let wall = UNIX_EPOCH + Duration::from_millis(1_748_254_365_250);
        Self { engine: Engine::new(settings, now, wall), now }
    }

    /// One whose only instance is in that status.
    fn in_status(status: &str) -> Self {
        Self::with(|settings| settings.instances[0].status = status.to_owned())
    }

    fn pass(&mut self, seconds: f64) {
        self.now = self.now + Duration::from_secs_f64(seconds);
    }

    fn id(&mut self) -> String {
        self.engine.instances(self.now)[0].id.clone()
    }

    fn snapshot(&mut self) -> Snapshot {
        self.engine.instances(self.now).remove(0)
    }

    fn status(&mut self) -> String {
        self.snapshot().status
    }

    #[allow(clippy::needless_pass_by_value, reason = "it reads better")]
    fn send(&mut self, request: Request) -> Seen {
        let received = self.engine.receive(&request, self.now);
        let Reply::Response(response) = received.reply else {
            panic!("an ordinary answer, not {:?}", received.reply);
        };
        Seen {
            status: response.status,
            headers: response.headers,
            body: serde_json::from_slice(&response.body).unwrap_or_default(),
            after: response.after,
        }
    }

    fn get(&mut self, path: &str) -> Seen {
        self.send(request("GET", path))
    }

    fn post(&mut self, path: &str) -> Seen {
        self.send(request("POST", path))
    }

    fn health(&mut self) -> Seen {
        let id = self.id();
        self.get(&format!("/{id}/health"))
    }

    fn restart(&mut self) -> Seen {
        let id = self.id();
        self.post(&format!("/{id}/restart"))
    }

    /// Asks for a new code, and waits for the answer.
    fn new_qr(&mut self) -> Seen {
        let id = self.id();
        let seen = self.post(&format!("/{id}/request-new-qr-code"));
        self.now = self.now + seen.after;
        seen
    }

    fn scan(&mut self, payload: &str) -> ScanResult {
        self.scan_so(payload, Manner::Accept)
    }

    fn scan_so(&mut self, payload: &str, manner: Manner) -> ScanResult {
        let deed =
            Deed::Scan(Scan { payload: Some(payload.to_owned()), manner, ..Scan::default() });
        match self.engine.perform(&deed, self.now) {
            Outcome::Scan(result) => result,
            other => panic!("{other:?}"),
        }
    }

    fn set_status(&mut self, status: &str) {
        let deed = Deed::SetStatus(SetStatus { instance: None, status: status.to_owned() });
        assert_eq!(self.engine.perform(&deed, self.now), Outcome::Done);
    }
}

/// A request to the API with the account's token.
fn request(method: &str, path: &str) -> Request {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Request {
        number: 1,
        connection: 1,
        peer: ([127, 0, 0, 1], 1).into(),
        method: method.to_owned(),
        target: format!("{PREFIX}{path}"),
        headers: vec![
            header("Host", "127.0.0.1"),
            header("Accept", "application/json"),
            header("Authorization", "Bearer 1|token"),
        ],
        body: bytes::Bytes::new(),
    }
}

fn with_header(mut request: Request, name: &str, value: &str) -> Request {
    request.headers.retain(|(known, _)| known != name);
    request.headers.push((name.to_owned(), value.to_owned()));
    request
}

/// A create with that body.
fn create(body: &str) -> Request {
    let mut request = request("POST", "/create-instance");
    request.body = body.to_owned().into();
    with_header(request, "Content-Type", "application/json")
}
