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

    /// Puts in what comes last. Neither `linked` nor the error is ever lost.
    pub(crate) fn finish(&mut self, end: Result<LinkEvent>) {
        if matches!(self.end, End::Open) {
            self.end = End::Pending(end);
        }
    }

    /// The session was cancelled: it ends here, whatever was not read.
    pub(crate) fn cancel(&mut self) {
        self.pending.clear();
        self.end = End::Over;
    }

    /// Takes the next thing out. A code that died meanwhile is not handed out.
    pub(crate) fn take(&mut self, now: &Reading) -> Mail {
        while let Some(letter) = self.pending.pop_front() {
            if letter.life.is_some_and(|life| life.is_over(now)) {
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
    fn is_code(&self) -> bool {
        matches!(self.event, LinkEvent::QrCode { .. })
    }
}
