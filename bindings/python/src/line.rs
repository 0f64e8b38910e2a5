//! The line from the runtime to one event loop: notes in a queue, and a bell when it was empty.

use std::sync::{Mutex, PoisonError};

use crate::bell::Bell;
use crate::call::Finish;
use crate::token::Ask;

/// What the runtime has to tell an event loop.
pub(crate) enum Note {
    /// The call with this number has ended.
    Done(u64, Finish),
    /// A token is wanted.
    Ask(Ask),
}

pub(crate) struct Line {
    /// None once the loop is gone: nobody will come for them any more.
    notes: Mutex<Option<Vec<Note>>>,
    pub(crate) bell: Bell,
}

impl Line {
    pub(crate) fn new(bell: Bell) -> Self {
        Self { notes: Mutex::new(Some(Vec::new())), bell }
    }

    pub(crate) fn send(&self, note: Note) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = &mut *notes else { return };
        queue.push(note);
        let first = queue.len() == 1;
        drop(notes);
        if first {
            self.bell.ring();
        }
    }

    /// All notes, with the bell silent.
    pub(crate) fn take(&self) -> Vec<Note> {
        self.bell.silence();
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(crate) fn close(&self) {
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(notes);
        self.bell.ring();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}
