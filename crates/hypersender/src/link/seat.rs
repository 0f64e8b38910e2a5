//! Where a listener's events wait for it, and what its session came to.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use tokio::sync::watch;

use super::LinkEvent;
use super::life::Life;
use super::mailbox::{Mail, Mailbox};
use crate::Result;
use crate::clock::Reading;

/// Shared between a session and the station that fills it. Whoever puts something in wakes the
/// readers afterwards, when it holds no lock.
#[derive(Debug, Default)]
pub(super) struct Seat {
    contents: Mutex<Contents>,
    /// Several, since a host language lets several threads or tasks read one session: each event goes
    /// to one of them, and the end to all.
    readers: Mutex<Vec<Waker>>,
    /// Told each time that there is something new.
    changes: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Contents {
    mailbox: Mailbox,
    end: Option<Result<LinkEvent>>,
}

impl Seat {
    pub(super) fn put(&self, event: LinkEvent, life: Option<Life>) {
        self.contents().mailbox.put(event, life);
    }

    /// The end: the last thing that is read, and what everybody gets who waits for it.
    pub(super) fn finish(&self, end: Result<LinkEvent>) {
        let mut contents = self.contents();
        contents.mailbox.finish(end.clone());
        contents.end.get_or_insert(end);
    }

    /// The session is over without an end of its own: a reader finds nothing more, and those who
    /// wait for the end get `closed`.
    pub(super) fn cancel(&self, closed: Result<LinkEvent>) {
        let mut contents = self.contents();
        if contents.end.is_none() {
            contents.mailbox.cancel();
            contents.end = Some(closed);
        }
    }

    /// Who takes the last thing out leaves nothing for the other readers to wait for.
    pub(super) fn take(&self, now: &Reading) -> Mail {
        let mut contents = self.contents();
        let mail = contents.mailbox.take(now);
        let ended = contents.end.is_some();
        drop(contents);
        if ended && matches!(mail, Mail::Item(_)) {
            self.wake_readers();
        }
        mail
    }

    /// Whether there is something to take.
    pub(super) fn has_mail(&self, now: &Reading) -> bool {
        self.contents().mailbox.has_mail(now)
    }

    /// What the session came to, once it did.
    pub(super) fn end(&self) -> Option<Result<LinkEvent>> {
        self.contents().end.clone()
    }

    /// Who is to be woken when there is something to take.
    pub(super) fn register(&self, waker: &Waker) {
        let mut readers = self.readers();
        if !readers.iter().any(|known| known.will_wake(waker)) {
            readers.push(waker.clone());
        }
    }

    /// Changes from now on.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Wakes everybody who waits for something new, or for somebody to drive the session.
    pub(super) fn rouse(&self) {
        self.changes.send_replace(());
        self.wake_readers();
    }

    fn wake_readers(&self) {
        let readers = std::mem::take(&mut *self.readers());
        readers.into_iter().for_each(Waker::wake);
    }

    fn readers(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::Wake;
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::clock::Moment;

    #[derive(Default)]
    struct Woken(AtomicU32);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn reader(seat: &Seat) -> Arc<Woken> {
        let woken = Arc::new(Woken::default());
        seat.register(&Waker::from(Arc::clone(&woken)));
        woken
    }

    fn times(woken: &Woken) -> u32 {
        woken.0.load(Ordering::SeqCst)
    }

    fn take(seat: &Seat) -> Mail {
        let now = Moment::from_start(Duration::ZERO);
        seat.take(&Reading { now, awake_or_asleep: now, wall: UNIX_EPOCH })
    }

    fn linked() -> LinkEvent {
        LinkEvent::Linked { instance_id: "a".into(), connected_at: None, already_linked: false }
    }

    #[test]
    fn news_wake_every_reader_once() {
        let seat = Seat::default();
        let (one, other) = (reader(&seat), reader(&seat));
        seat.put(LinkEvent::Requesting, None);
        seat.rouse();
        seat.rouse();
        assert_eq!((times(&one), times(&other)), (1, 1));
    }

    #[test]
    fn who_takes_the_end_wakes_those_that_wait_beside_it() {
        let seat = Seat::default();
        seat.finish(Ok(linked()));
        let other = reader(&seat);
        assert!(matches!(take(&seat), Mail::Item(Ok(LinkEvent::Linked { .. }))));
        assert_eq!(times(&other), 1);
        assert!(matches!(take(&seat), Mail::Over));
    }

    #[test]
    fn who_takes_an_event_before_the_end_wakes_nobody() {
        let seat = Seat::default();
        seat.put(LinkEvent::Requesting, None);
        let other = reader(&seat);
        assert!(matches!(take(&seat), Mail::Item(Ok(LinkEvent::Requesting))));
        assert_eq!(times(&other), 0);
    }

    #[test]
    fn a_reader_that_looks_again_is_known_already() {
        let seat = Seat::default();
        let one = reader(&seat);
        seat.register(&Waker::from(Arc::clone(&one)));
        seat.rouse();
        assert_eq!(times(&one), 1);
    }
}
