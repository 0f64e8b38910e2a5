//! What a session tells while it runs.

use std::fmt;
use std::time::SystemTime;

use serde::Serialize;

use crate::model::time::{self, Rfc3339};
use crate::{Error, Operation, QrCode, Status};

/// What happens on the way to a linked phone: an open set, so match with a `_` arm.
///
/// Any kind may get more fields: a pattern that reads some of them ends in `..`.
///
/// Serialized it is the normal form, `{"type": "qr_code", …}`, with times as RFC 3339 in UTC.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum LinkEvent {
    /// A new code is being asked for. That may take 15 s.
    Requesting,
    /// Show this code. It replaces the one before.
    #[non_exhaustive]
    QrCode {
        /// The code.
        qr_code: QrCode,
        /// Which one of this session, from 1.
        number: u32,
        /// When it has to be off the screen: an estimate, on the early side.
        #[serde(serialize_with = "rfc3339")]
        expires_at: SystemTime,
        /// When the service lets the next one be asked for.
        #[serde(serialize_with = "rfc3339")]
        next_request_at: SystemTime,
    },
    /// Take the code off the screen: a phone that scans it now hangs.
    #[non_exhaustive]
    QrExpired {
        /// Which one.
        number: u32,
    },
    /// A new code has to wait: the service gives one a minute. If no code was shown yet, the session's
    /// own time may be over before.
    #[non_exhaustive]
    CoolingDown {
        /// Until then.
        #[serde(serialize_with = "rfc3339")]
        until: SystemTime,
    },
    /// The service answered 429: it wants to be left alone for a while.
    #[non_exhaustive]
    Limited {
        /// Until then.
        #[serde(serialize_with = "rfc3339")]
        retry_at: SystemTime,
        /// What it was asked for.
        operation: Operation,
    },
    /// The instance has another status.
    #[non_exhaustive]
    Status {
        /// The one before; none at first.
        #[serde(skip_serializing_if = "Option::is_none")]
        previous: Option<Status>,
        /// The one now.
        current: Status,
    },
    /// Something failed that does not end the session.
    #[non_exhaustive]
    Retrying {
        /// What.
        error: Error,
        /// About when it is tried again.
        #[serde(serialize_with = "rfc3339")]
        at: SystemTime,
    },
    /// Somebody has to do something on the phone before it goes on.
    #[non_exhaustive]
    ActionRequired {
        /// The status that says what.
        status: Status,
    },
    /// Nothing moves. The session goes on, but a person might help.
    #[non_exhaustive]
    Stalled {
        /// What may help.
        advice: Vec<Advice>,
    },
    /// The phone is linked: the last event.
    #[non_exhaustive]
    Linked {
        /// The instance, as it was asked for.
        instance_id: String,
        /// Since when, if the service said so.
        #[serde(serialize_with = "time::rfc3339", skip_serializing_if = "Option::is_none")]
        connected_at: Option<SystemTime>,
        /// Whether it was linked before the session began.
        already_linked: bool,
    },
}

/// The kinds of events: a name each, the same in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LinkEventKind {
    /// [`LinkEvent::Requesting`]
    Requesting,
    /// [`LinkEvent::QrCode`]
    QrCode,
    /// [`LinkEvent::QrExpired`]
    QrExpired,
    /// [`LinkEvent::CoolingDown`]
    CoolingDown,
    /// [`LinkEvent::Limited`]
    Limited,
    /// [`LinkEvent::Status`]
    Status,
    /// [`LinkEvent::Retrying`]
    Retrying,
    /// [`LinkEvent::ActionRequired`]
    ActionRequired,
    /// [`LinkEvent::Stalled`]
    Stalled,
    /// [`LinkEvent::Linked`]
    Linked,
}

impl LinkEventKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Requesting,
        Self::QrCode,
        Self::QrExpired,
        Self::CoolingDown,
        Self::Limited,
        Self::Status,
        Self::Retrying,
        Self::ActionRequired,
        Self::Stalled,
        Self::Linked,
    ];

    /// The permanent name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requesting => "requesting",
            Self::QrCode => "qr_code",
            Self::QrExpired => "qr_expired",
            Self::CoolingDown => "cooling_down",
            Self::Limited => "limited",
            Self::Status => "status",
            Self::Retrying => "retrying",
            Self::ActionRequired => "action_required",
            Self::Stalled => "stalled",
            Self::Linked => "linked",
        }
    }
}

impl fmt::Display for LinkEventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl LinkEvent {
    /// Which kind of event this is.
    pub const fn kind(&self) -> LinkEventKind {
        match self {
            Self::Requesting => LinkEventKind::Requesting,
            Self::QrCode { .. } => LinkEventKind::QrCode,
            Self::QrExpired { .. } => LinkEventKind::QrExpired,
            Self::CoolingDown { .. } => LinkEventKind::CoolingDown,
            Self::Limited { .. } => LinkEventKind::Limited,
            Self::Status { .. } => LinkEventKind::Status,
            Self::Retrying { .. } => LinkEventKind::Retrying,
            Self::ActionRequired { .. } => LinkEventKind::ActionRequired,
            Self::Stalled { .. } => LinkEventKind::Stalled,
            Self::Linked { .. } => LinkEventKind::Linked,
        }
    }
}

impl LinkEvent {
    /// One of each kind, for the tests of what reads them: elsewhere they can't be made.
    #[doc(hidden)]
    pub fn one_of_each(qr_code: QrCode, error: Error, at: SystemTime) -> Vec<Self> {
        let status = Status::Failed;
        vec![
            Self::Requesting,
            Self::QrCode { qr_code, number: 1, expires_at: at, next_request_at: at },
            Self::QrExpired { number: 1 },
            Self::CoolingDown { until: at },
            Self::Limited { retry_at: at, operation: Operation::Restart },
            Self::Status { previous: None, current: status.clone() },
            Self::Retrying { error, at },
            Self::ActionRequired { status },
            Self::Stalled { advice: Advice::on_scanning() },
            Self::Linked {
                instance_id: "one".to_owned(),
                connected_at: Some(at),
                already_linked: false,
            },
        ]
    }
}

fn rfc3339<S: serde::Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    Rfc3339(*time).serialize(serializer)
}

/// A piece of advice for a person: a permanent code, for translations, and a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Advice {
    /// The permanent name.
    pub code: &'static str,
    /// One sentence in English.
    pub text: &'static str,
}

const PHONE_ONLINE: (&str, &str) =
    ("phone_online", "The phone has to be online, with WhatsApp open, until it is linked.");

impl Advice {
    /// For a person who has let two codes pass.
    pub(crate) fn on_scanning() -> Vec<Self> {
        [
            (
                "scan_inside_whatsapp",
                "Scan the code inside WhatsApp: Settings, Linked devices, Link a device.",
            ),
            PHONE_ONLINE,
            (
                "four_linked_devices",
                "A phone takes four linked devices at most: remove one in Linked devices.",
            ),
            (
                "another_phone",
                "The code has to be scanned with the phone that is to be linked, not shown on it.",
            ),
            (
                "cannot_link_now",
                "If WhatsApp says that it can't link new devices now, wait some hours.",
            ),
        ]
        .map(|(code, text)| Self { code, text })
        .into()
    }

    /// For a scan that takes long: nothing that would break it off.
    pub(crate) fn on_linking() -> Vec<Self> {
        let (code, text) = PHONE_ONLINE;
        vec![Self { code, text }]
    }

    /// For an instance that does not get ready.
    pub(crate) fn on_starting() -> Vec<Self> {
        vec![Self {
            code: "restart",
            text: "The instance has been starting for a while: a restart may help.",
        }]
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::clock::Clock;
    use crate::link::simulator::PIXEL;

    #[test]
    fn an_event_is_written_with_its_type_and_its_times_as_text() {
        let event = LinkEvent::Limited {
            retry_at: UNIX_EPOCH + Duration::from_secs(1_748_254_365),
            operation: Operation::Health,
        };
        assert_eq!(
            serde_json::to_value(&event).unwrap(),
            serde_json::json!({"type": "limited", "retry_at": "2025-05-26T10:12:45Z", "operation": "health"})
        );
        let event =
            LinkEvent::Linked { instance_id: "a".into(), connected_at: None, already_linked: true };
        assert_eq!(
            serde_json::to_value(&event).unwrap(),
            serde_json::json!({"type": "linked", "instance_id": "a", "already_linked": true})
        );
    }

    #[test]
    fn every_kind_is_written_by_its_name() {
        let clock = Clock::virtual_time();
        let code = QrCode::from_base64(PIXEL, clock.reading(), Duration::MAX, &clock).unwrap();
        let error = Error::new(crate::ErrorKind::Server, "It failed.");
        let mut kinds = Vec::new();
        for event in LinkEvent::one_of_each(code, error, UNIX_EPOCH) {
            let written = serde_json::to_value(&event).unwrap();
            assert_eq!(written["type"], event.kind().name());
            assert_eq!(event.kind().to_string(), event.kind().name());
            kinds.push(event.kind());
        }
        for kind in LinkEventKind::ALL {
            assert!(kinds.contains(kind), "{} is not tried", kind.name());
        }
    }
}
