//! What a session tells, as an enum of records.

use std::sync::Arc;
use std::time::SystemTime;

use hypersender::LinkEvent;

use crate::error::ErrorDetails;
use crate::qr::NativeQrCode;
use crate::values::Status;

/// What happens on the way to a linked phone.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum NativeLinkEvent {
    /// A new code is being asked for.
    Requesting,
    /// A code to show.
    QrCode {
        /// The code.
        qr_code: Arc<NativeQrCode>,
        /// Which one, from 1.
        number: u32,
        /// When it has to be off the screen.
        expires_at: SystemTime,
        /// When the next one may be asked for.
        next_request_at: SystemTime,
    },
    /// The code has to come off the screen.
    QrExpired {
        /// Which one.
        number: u32,
    },
    /// The next code has to wait.
    CoolingDown {
        /// Until then.
        until: SystemTime,
    },
    /// The service answered 429.
    Limited {
        /// Until then.
        retry_at: SystemTime,
        /// What it was asked for.
        operation: String,
    },
    /// Another status.
    Status {
        /// The one before.
        previous: Option<Status>,
        /// The one now.
        current: Status,
    },
    /// Something failed that does not end the session.
    Retrying {
        /// What.
        error: Box<ErrorDetails>,
        /// When it is tried again.
        at: SystemTime,
    },
    /// Somebody has to do something on the phone.
    ActionRequired {
        /// The status that says what.
        status: Status,
    },
    /// Nothing moves.
    Stalled {
        /// What may help.
        advice: Vec<AdviceRecord>,
    },
    /// The phone is linked: the last event.
    Linked {
        /// The instance.
        instance_id: String,
        /// Since when.
        connected_at: Option<SystemTime>,
        /// Whether it was linked before.
        already_linked: bool,
    },
}

/// A piece of advice for a person.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AdviceRecord {
    /// The permanent name.
    pub code: String,
    /// One sentence in English.
    pub text: String,
}

impl NativeLinkEvent {
    /// The event for the host; none for one that this module does not know yet, which a test
    /// against the core's list of kinds rules out.
    pub fn of(event: LinkEvent) -> Option<Self> {
        Some(match event {
            LinkEvent::Requesting => Self::Requesting,
            LinkEvent::QrCode { qr_code, number, expires_at, next_request_at, .. } => {
                Self::QrCode {
                    qr_code: Arc::new(NativeQrCode(qr_code)),
                    number,
                    expires_at,
                    next_request_at,
                }
            }
            LinkEvent::QrExpired { number, .. } => Self::QrExpired { number },
            LinkEvent::CoolingDown { until, .. } => Self::CoolingDown { until },
            LinkEvent::Limited { retry_at, operation, .. } => {
                Self::Limited { retry_at, operation: operation.name().to_owned() }
            }
            LinkEvent::Status { previous, current, .. } => {
                Self::Status { previous: previous.map(Status), current: Status(current) }
            }
            LinkEvent::Retrying { error, at, .. } => {
                Self::Retrying { error: Box::new((&error).into()), at }
            }
            LinkEvent::ActionRequired { status, .. } => {
                Self::ActionRequired { status: Status(status) }
            }
            LinkEvent::Stalled { advice, .. } => Self::Stalled {
                advice: advice
                    .iter()
                    .map(|advice| AdviceRecord {
                        code: advice.code.to_owned(),
                        text: advice.text.to_owned(),
                    })
                    .collect(),
            },
            LinkEvent::Linked { instance_id, connected_at, already_linked, .. } => {
                Self::Linked { instance_id, connected_at, already_linked }
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]
mod tests {
    use std::time::UNIX_EPOCH;

    use hypersender::{Client, LinkEventKind, QrCode};

    use super::*;

    #[test]
    fn every_kind_of_event_reaches_the_host() {
        let png = include_bytes!("../../../crates/hypersender/tests/terminal/whatsapp.png");
        let qr_code = QrCode::from_png(png.to_vec()).unwrap();
        let error = Client::new("").unwrap_err();
        let events = LinkEvent::one_of_each(qr_code, error, UNIX_EPOCH);
        for kind in LinkEventKind::ALL {
            let event = events.iter().find(|event| event.kind() == *kind);
            let event = event.unwrap_or_else(|| panic!("{} is not tried", kind.name()));
            assert!(NativeLinkEvent::of(event.clone()).is_some(), "{} is lost", kind.name());
        }
    }
}
