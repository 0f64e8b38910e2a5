//! A request body that notes the moment from which on it may have gone out.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// A body of one piece, or none.
///
/// A POST whose connection broke may be sent again only if not a byte of it was written, and that
/// the HTTP library doesn't tell. But it asks a body whether it is at its end exactly when a
/// connection takes the request up for writing, and never before (hyper's
/// `proto::h1::dispatch::poll_write`). From then on the flag is set: too early by the write itself,
/// never too late. HTTP/2 is not spoken: this would have to be shown for it anew.
pub(super) struct Witness {
    bytes: Option<Bytes>,
    sent: Arc<AtomicBool>,
}

impl Witness {
    pub(super) fn new(bytes: Option<Bytes>, sent: Arc<AtomicBool>) -> Self {
        Self { bytes, sent }
    }
}

impl Body for Witness {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.sent.store(true, Ordering::Release);
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
