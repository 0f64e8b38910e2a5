//! What a referee has written down, for tests to read.

use super::*;

/// An event in a few words.
pub(in crate::link) fn brief(event: &LinkEvent) -> String {
    let kind = event.kind().name();
    match event {
        LinkEvent::QrCode { number, .. } | LinkEvent::QrExpired { number } => {
            format!("{kind} {number}")
        }
        LinkEvent::Limited { operation, .. } => format!("{kind} {operation}"),
        LinkEvent::Status { current, .. } => format!("{kind} {current}"),
        LinkEvent::Retrying { error, .. } => format!("{kind} {}", error.code()),
        LinkEvent::ActionRequired { status } => format!("{kind} {status}"),
        LinkEvent::Stalled { advice } => format!("{kind} {}", advice[0].code),
        LinkEvent::Linked { already_linked: true, .. } => format!("{kind} already"),
        _ => kind.to_owned(),
    }
}

impl Referee {
    pub(in crate::link) fn events(&self, listener: ListenerId) -> &[(Moment, LinkEvent)] {
        &self.sessions[&listener].events
    }

    pub(in crate::link) fn end(
        &self,
        listener: ListenerId,
    ) -> Option<&(Moment, Result<LinkEvent, Error>)> {
        self.sessions[&listener].end.as_ref()
    }

    pub(in crate::link) fn sent(&self) -> impl Iterator<Item = &str> {
        let lines = self.diary.iter().map(String::as_str);
        lines.filter(|line| {
            ["POST", "look", "restart", "drop"].iter().any(|word| line[10..].starts_with(word))
        })
    }
}
