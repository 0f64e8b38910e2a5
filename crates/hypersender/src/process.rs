//! What a child of `fork` must not go on with: connections, and what tasks of its parent drive.
//!
//! A child has a copy of its parent's memory, but only the thread that forked. Nobody drives the
//! tasks whose state it sees, and the sockets in it are its parent's. So whatever belongs to tasks is
//! [`Own`]: in another process it is found missing, made anew, and the copy left alone. What is only
//! known, such as a cooldown, stays.

use std::mem;

pub(crate) use std::process::id;

/// A value that only the process that made it may use or drop.
#[derive(Debug)]
pub(crate) struct Own<T> {
    process: u32,
    value: Option<T>,
}

impl<T> Own<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { process: id(), value: Some(value) }
    }

    /// The value, unless this is another process than its own.
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.process == id())
    }

    /// The value that another process left here.
    pub(crate) fn of_another_process(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.process != id())
    }

    /// The value, made anew in a process that has none of its own.
    pub(crate) fn get_or_renew(&mut self, renew: impl FnOnce() -> T) -> &mut T {
        if self.process != id() {
            self.leave();
            self.process = id();
        }
        self.value.get_or_insert_with(renew)
    }

    /// One such as a child of `fork` finds.
    #[cfg(test)]
    pub(crate) fn of_the_parent(value: T) -> Self {
        Self { process: 0, value: Some(value) }
    }

    /// The copy stays where it is: dropping it would wake tasks that there are none of here.
    fn leave(&mut self) {
        mem::forget(self.value.take());
    }
}

impl<T: Default> Default for Own<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Drop for Own<T> {
    fn drop(&mut self) {
        if self.process != id() {
            self.leave();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_value_is_its_makers() {
        assert_eq!(Own::new(1).get(), Some(&1));
        assert_eq!(Own::of_the_parent(1).get(), None);
    }

    #[test]
    fn a_child_has_a_value_of_its_own_from_the_first_use_on() {
        let mut own = Own::of_the_parent(1);
        assert_eq!(own.get_or_renew(|| 2), &2);
        assert_eq!(own.get(), Some(&2));
        assert_eq!(own.get_or_renew(|| 3), &2);
    }

    #[test]
    fn what_is_anothers_is_never_dropped() {
        let value = Arc::new(());
        drop(Own::of_the_parent(Arc::clone(&value)));
        Own::of_the_parent(Arc::clone(&value)).get_or_renew(|| Arc::new(()));
        assert_eq!(Arc::strong_count(&value), 3);
        drop(Own::new(Arc::clone(&value)));
        assert_eq!(Arc::strong_count(&value), 3);
    }
}
