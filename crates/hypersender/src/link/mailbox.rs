//! What a listener has not read yet.
//!
//! A session runs by itself, whatever its consumer does. One that is slow gets what happened in its
//! order, but of each kind only the last: so a mailbox never holds more than one event of a kind.

use std::collections::VecDeque;

use super::LinkEvent;
use super::life::Life;
use crate::Result;
use crate::clock::Reading;

#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    pending: VecDeque<Letter>,
    /// The number of the code that was handed out last.
    handed_out: Option<u32>,
    end: End,
}

#[derive(Debug)]
struct Letter {
    event: LinkEvent,
    life: Option<Life>,
}

#[derive(Debug, Default)]
enum End {
    #[default]
    Open,
    Pending(Result<LinkEvent>),
    Over,
}

/// What a mailbox has for its reader.
#[derive(Debug)]
pub(crate) enum Mail {
    /// The next event, or the error that ends the session.
    Item(Result<LinkEvent>),
    /// Nothing yet.
    Nothing,
    /// The session is over, and all of it was read.
    Over,
}

impl Mailbox {
    /// Puts an event in; with a code comes its life.
    pub(crate) fn put(&mut self, event: LinkEvent, life: Option<Life>) {
        if !matches!(self.end, End::Open) {
            return;
        }
        if let LinkEvent::QrExpired { number } = event
            && self.handed_out != Some(number)
        {
            // Nobody saw that code, so nobody has to take it off.
            self.pending.retain(|letter| !letter.is_code());
            return;
        }
        let kind = event.kind();
        self.pending.retain(|letter| letter.event.kind() != kind);
        self.pending.push_back(Letter { event, life });
    }

    /// Puts in what comes last. Neither `linked` nor the error is ever lost. A code that nobody saw
    /// by then is of no use any more: it was scanned, or nobody watches over it.
    pub(crate) fn finish(&mut self, end: Result<LinkEvent>) {
        if matches!(self.end, End::Open) {
            self.pending.retain(|letter| !letter.is_code());
            self.end = End::Pending(end);
        }
    }

    /// The session was cancelled: it ends here, whatever was not read.
    pub(crate) fn cancel(&mut self) {
        self.pending.clear();
        self.end = End::Over;
    }

    /// Whether [`take`](Self::take) would give something else than nothing.
    pub(crate) fn has_mail(&self, now: &Reading) -> bool {
        !matches!(self.end, End::Open) || self.pending.iter().any(|letter| !letter.is_dead(now))
    }

    /// Takes the next thing out. A code that died meanwhile is not handed out.
    pub(crate) fn take(&mut self, now: &Reading) -> Mail {
        while let Some(letter) = self.pending.pop_front() {
            if letter.is_dead(now) {
                continue;
            }
            if let LinkEvent::QrCode { number, .. } = letter.event {
                self.handed_out = Some(number);
            }
            return Mail::Item(Ok(letter.event));
        }
        match std::mem::take(&mut self.end) {
            End::Open => Mail::Nothing,
            End::Pending(end) => {
                self.end = End::Over;
                Mail::Item(end)
            }
            End::Over => {
                self.end = End::Over;
                Mail::Over
            }
        }
    }
}

impl Letter {
    fn is_dead(&self, now: &Reading) -> bool {
        self.life.is_some_and(|life| life.is_over(now))
    }

    fn is_code(&self) -> bool {
        matches!(self.event, LinkEvent::QrCode { .. })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::clock::{Clock, Moment};
    use crate::link::simulator::PIXEL;
    use crate::{Error, ErrorKind, QrCode, Status};

    fn at(seconds: u64) -> Reading {
        let now = Moment::from_start(Duration::from_secs(seconds));
        Reading { now, awake_or_asleep: now, wall: UNIX_EPOCH + Duration::from_secs(seconds) }
    }

    fn put_code(mailbox: &mut Mailbox, number: u32, requested: u64) {
        let life = Life { requested: at(requested), lifetime: Duration::from_mins(1) };
        let event = LinkEvent::QrCode {
            qr_code: QrCode::from_base64(
                PIXEL,
                life.requested,
                Duration::from_mins(1),
                &Clock::virtual_time(),
            )
            .unwrap(),
            number,
            expires_at: life.end(),
            next_request_at: life.end(),
        };
        mailbox.put(event, Some(life));
    }

    fn put_expired(mailbox: &mut Mailbox, number: u32) {
        mailbox.put(LinkEvent::QrExpired { number }, None);
    }

    fn put_status(mailbox: &mut Mailbox, status: &str) {
        let event = LinkEvent::Status { previous: None, current: Status::from(status) };
        mailbox.put(event, None);
    }

    fn linked() -> LinkEvent {
        LinkEvent::Linked { instance_id: "a".into(), connected_at: None, already_linked: false }
    }

    /// Everything that is there now, in a few words.
    fn read(mailbox: &mut Mailbox, now: u64) -> Vec<String> {
        let mut read = Vec::new();
        loop {
            read.push(match mailbox.take(&at(now)) {
                Mail::Nothing => return read,
                Mail::Over => {
                    read.push("over".into());
                    return read;
                }
                Mail::Item(Err(error)) => error.code().into(),
                Mail::Item(Ok(event)) => crate::link::simulator::brief(&event),
            });
        }
    }

    #[test]
    fn events_come_in_their_order() {
        let mut mailbox = Mailbox::default();
        put_status(&mut mailbox, "SCAN_QR_CODE");
        mailbox.put(LinkEvent::Requesting, None);
        put_code(&mut mailbox, 1, 0);
        let expected = ["status SCAN_QR_CODE", "requesting", "qr_code 1"];
        assert_eq!(read(&mut mailbox, 1), expected);
        put_expired(&mut mailbox, 1);
        assert_eq!(read(&mut mailbox, 61), ["qr_expired 1"]);
    }

    #[test]
    fn of_each_kind_only_the_last_is_kept() {
        let mut mailbox = Mailbox::default();
        put_status(&mut mailbox, "STARTING");
        mailbox.put(LinkEvent::Requesting, None);
        put_status(&mut mailbox, "SCAN_QR_CODE");
        assert_eq!(read(&mut mailbox, 1), ["requesting", "status SCAN_QR_CODE"]);
    }

    #[test]
    fn a_code_that_expired_unread_is_dropped_with_its_expiry() {
        let mut mailbox = Mailbox::default();
        put_code(&mut mailbox, 1, 0);
        put_expired(&mut mailbox, 1);
        put_status(&mut mailbox, "FAILED");
        assert_eq!(read(&mut mailbox, 61), ["status FAILED"]);
    }

    #[test]
    fn a_code_that_was_taken_down_unread_is_not_handed_out_though_it_lives() {
        let mut mailbox = Mailbox::default();
        put_code(&mut mailbox, 1, 0);
        put_expired(&mut mailbox, 1);
        assert_eq!(read(&mut mailbox, 20), [""; 0]);
    }

    #[test]
    fn the_expiry_of_a_code_that_was_read_is_never_lost() {
        let mut mailbox = Mailbox::default();
        put_code(&mut mailbox, 1, 0);
        assert_eq!(read(&mut mailbox, 1), ["qr_code 1"]);
        put_expired(&mut mailbox, 1);
        put_code(&mut mailbox, 2, 63);
        put_expired(&mut mailbox, 2);
        put_code(&mut mailbox, 3, 126);
        assert_eq!(read(&mut mailbox, 130), ["qr_expired 1", "qr_code 3"]);
    }

    #[test]
    fn a_code_that_died_unread_is_not_handed_out() {
        let mut mailbox = Mailbox::default();
        put_code(&mut mailbox, 1, 0);
        mailbox.put(LinkEvent::Requesting, None);
        assert_eq!(read(&mut mailbox, 60), ["requesting"]);
        put_expired(&mut mailbox, 1);
        assert_eq!(read(&mut mailbox, 60), [""; 0]);
        put_code(&mut mailbox, 2, 0);
        assert_eq!(read(&mut mailbox, 59), ["qr_code 2"]);
    }

    #[test]
    fn a_code_that_is_dead_is_nothing_to_read() {
        let mut mailbox = Mailbox::default();
        assert!(!mailbox.has_mail(&at(0)));
        put_code(&mut mailbox, 1, 0);
        assert!(mailbox.has_mail(&at(59)));
        assert!(!mailbox.has_mail(&at(60)));
        mailbox.finish(Ok(linked()));
        assert!(mailbox.has_mail(&at(60)));
        assert_eq!(read(&mut mailbox, 60), ["linked", "over"]);
        assert!(mailbox.has_mail(&at(60)), "that it is over can be read as often as one likes");
    }

    #[test]
    fn the_end_comes_last_once_and_whatever_else_was_lost() {
        let mut mailbox = Mailbox::default();
        put_status(&mut mailbox, "WORKING");
        mailbox.finish(Ok(linked()));
        put_status(&mut mailbox, "FAILED");
        mailbox.finish(Err(Error::new(ErrorKind::LinkTimeout, "Too late.")));
        let expected = ["status WORKING", "linked", "over"];
        assert_eq!(read(&mut mailbox, 1), expected);
        assert_eq!(read(&mut mailbox, 1), ["over"]);
        mailbox.finish(Ok(linked()));
        assert_eq!(read(&mut mailbox, 1), ["over"]);
    }

    #[test]
    fn a_code_that_was_scanned_before_it_was_read_is_not_handed_out() {
        for end in [Ok(linked()), Err(Error::new(ErrorKind::LinkFailed, "It failed."))] {
            let told = if end.is_ok() { "linked" } else { "link_failed" };
            let mut mailbox = Mailbox::default();
            put_code(&mut mailbox, 1, 0);
            put_status(&mut mailbox, "STARTING");
            mailbox.finish(end);
            assert_eq!(read(&mut mailbox, 20), ["status STARTING", told, "over"]);
        }
    }

    #[test]
    fn an_error_ends_it_too() {
        let mut mailbox = Mailbox::default();
        mailbox.finish(Err(Error::new(ErrorKind::LinkFailed, "It failed.")));
        assert_eq!(read(&mut mailbox, 1), ["link_failed", "over"]);
    }

    #[test]
    fn cancelled_is_over_at_once() {
        let mut mailbox = Mailbox::default();
        put_status(&mut mailbox, "WORKING");
        mailbox.finish(Ok(linked()));
        mailbox.cancel();
        assert_eq!(read(&mut mailbox, 1), ["over"]);
    }
}
