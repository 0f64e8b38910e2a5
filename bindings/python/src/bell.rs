//! How an event loop hears of a note: a file descriptor that becomes readable. Loops that watch none
//! have a thread of Python's that waits for the bell instead.

use crate::signal::Signal;

pub(crate) enum Bell {
    #[cfg(unix)]
    Descriptor(descriptor::Descriptor),
    Signal(Signal),
}

impl Bell {
    /// One that rings at a file descriptor, if there are such things here.
    pub(crate) fn at_a_descriptor() -> std::io::Result<Self> {
        #[cfg(unix)]
        return descriptor::Descriptor::new().map(Self::Descriptor);
        #[cfg(not(unix))]
        Err(std::io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn ring(&self) {
        match self {
            #[cfg(unix)]
            Self::Descriptor(descriptor) => descriptor.ring(),
            Self::Signal(signal) => signal.give(),
        }
    }

    pub(crate) fn silence(&self) {
        #[cfg(unix)]
        if let Self::Descriptor(descriptor) = self {
            descriptor.silence();
        }
    }

    pub(crate) fn fileno(&self) -> Option<i32> {
        match self {
            #[cfg(unix)]
            Self::Descriptor(descriptor) => Some(descriptor.fileno()),
            Self::Signal(_) => None,
        }
    }
}

#[cfg(unix)]
mod descriptor {
    use std::io;
    use std::os::fd::{AsRawFd, OwnedFd};

    /// An eventfd, or the two ends of a pipe where there is none.
    pub(crate) struct Descriptor {
        read: OwnedFd,
        write: Option<OwnedFd>,
    }

    impl Descriptor {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        pub(super) fn new() -> io::Result<Self> {
            use rustix::event::{EventfdFlags, eventfd};
            let read = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
            Ok(Self { read, write: None })
        }

        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        pub(super) fn new() -> io::Result<Self> {
            let (read, write) = rustix::pipe::pipe()?;
            for end in [&read, &write] {
                rustix::io::ioctl_fioclex(end)?;
                rustix::io::ioctl_fionbio(end, true)?;
            }
            Ok(Self { read, write: Some(write) })
        }

        /// That it is full already is as good.
        pub(super) fn ring(&self) {
            let _ =
                rustix::io::write(self.write.as_ref().unwrap_or(&self.read), &1u64.to_ne_bytes());
        }

        pub(super) fn silence(&self) {
            let mut bytes = [0u8; 256];
            let _ = rustix::io::read(&self.read, &mut bytes);
        }

        pub(super) fn fileno(&self) -> i32 {
            self.read.as_raw_fd()
        }
    }
}
