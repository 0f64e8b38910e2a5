//! What a session's events mean to a person.

use std::time::{Duration, SystemTime};

use hypersender::{LinkEvent, shown};

use crate::table;

/// One event as lines of text; none for those that are shown in another way.
pub(crate) fn of(event: &LinkEvent) -> Vec<String> {
    match event {
        LinkEvent::Requesting => vec!["Asking for a new QR code …".to_owned()],
        LinkEvent::QrExpired { number, .. } => {
            vec![format!("Code {number} has expired and was taken away.")]
        }
        LinkEvent::CoolingDown { until, .. } => {
            vec![format!("The next code can be asked for in {}.", time_until(*until))]
        }
        LinkEvent::Limited { retry_at, .. } => {
            let wait = time_until(*retry_at);
            vec![format!("The service wants to be left alone; it goes on in {wait}.")]
        }
        LinkEvent::Status { current, .. } => {
            vec![format!("The instance is {}.", shown(current.as_str(), table::CELL))]
        }
        LinkEvent::Retrying { error, at, .. } => {
            let again = time_until(*at);
            vec![format!("{} Trying again in {again}.", shown(error.message(), 400))]
        }
        LinkEvent::ActionRequired { status, .. } => {
            let status = shown(status.as_str(), table::CELL);
            vec![format!("Something has to be done on the phone: {status}.")]
        }
        LinkEvent::Stalled { advice, .. } => {
            let lines = advice.iter().map(|advice| format!("- {}", advice.text));
            ["Nothing moves. What may help:".to_owned()].into_iter().chain(lines).collect()
        }
        LinkEvent::Linked { already_linked: true, .. } => {
            vec!["A phone is linked already.".to_owned()]
        }
        LinkEvent::Linked { .. } => vec!["The phone is linked.".to_owned()],
        _ => Vec::new(),
    }
}

fn time_until(time: SystemTime) -> String {
    let left = time.duration_since(SystemTime::now()).unwrap_or(Duration::ZERO);
    format!("{} s", left.as_secs_f64().ceil())
}
