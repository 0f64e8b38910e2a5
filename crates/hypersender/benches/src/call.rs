//! The two calls, and what a careful program makes of their answers by hand.

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

pub(crate) const INSTANCE: &str = "c9a1dd76-5678-4f9d-9012-a5b78de100c3";
pub(crate) const TOKEN: &str = "234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1";

/// What a call may take in all, and its answer on the wire: as much as with this library.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);
pub(crate) const CAP: usize = 1024 * 1024;

/// The header with the service's number of a request.
pub(crate) const REQUEST_ID: &str = "s-request-id";

/// A code as the service draws it, a PNG of 2 KB.
pub(crate) const PICTURE: &[u8] = include_bytes!("../../tests/terminal/whatsapp.png");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Health,
    Qr,
}

impl Call {
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name {
            "health" => Some(Self::Health),
            "qr" => Some(Self::Qr),
            _ => None,
        }
    }

    pub(crate) fn path(self) -> String {
        match self {
            Self::Health => format!("/{INSTANCE}/health"),
            Self::Qr => format!("/{INSTANCE}/request-new-qr-code"),
        }
    }

    /// Reads the answer as a program does that is written by hand: what it needs, as it is declared.
    pub(crate) fn read(self, body: &[u8], request_id: Option<String>) -> Outcome {
        let is_right = match self {
            Self::Health => {
                let mut health: Health = serde_json::from_slice(body)?;
                health.request_id = request_id;
                health.since = health.connected_at.as_deref().map(time).transpose()?;
                health.status == "WORKING" && health.instance_id == INSTANCE
            }
            Self::Qr => {
                let mut instance: Instance = serde_json::from_slice(body)?;
                instance.request_id = request_id;
                instance.created = instance.created_at.as_deref().map(time).transpose()?;
                let png = base64_simd::STANDARD.decode_to_vec(&instance.qr_code)?;
                png == PICTURE && instance.id == INSTANCE
            }
        };
        is_right.then_some(()).ok_or_else(|| "another answer".into())
    }
}

/// The service writes no offset.
fn time(text: &str) -> Result<Timestamp, jiff::Error> {
    text.parse::<DateTime>()?.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp())
}

#[derive(Deserialize)]
struct Health {
    instance_id: String,
    status: String,
    connected_at: Option<String>,
    #[serde(skip)]
    since: Option<Timestamp>,
    #[serde(skip)]
    request_id: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "a program keeps them")]
struct Instance {
    id: String,
    name: Option<String>,
    phone: Option<String>,
    service_type: Option<String>,
    status: String,
    access_token: Option<String>,
    created_at: Option<String>,
    qr_code: String,
    #[serde(skip)]
    created: Option<Timestamp>,
    #[serde(skip)]
    request_id: Option<String>,
}
