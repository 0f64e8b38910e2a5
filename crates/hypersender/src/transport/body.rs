//! The body of an answer, never more of it than its cap.

use std::future::poll_fn;
use std::io::Read;
use std::pin::Pin;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http::header::{CONTENT_ENCODING, HeaderMap};
use http_body::Body as _;
use hyper::body::Incoming;

use crate::{Error, Reason};

/// The most of an error's body that is read.
const ERROR_BODY: usize = 64 * 1024;

/// A body may inflate to this many times its cap.
const INFLATION: usize = 4;

/// Why there is no body.
pub(super) enum NoBody {
    Broken(hyper::Error),
    Unusable(Error),
}

/// The whole body of a success, at most `cap` bytes on the wire and four times that inflated.
pub(super) async fn whole(
    incoming: Incoming,
    headers: &HeaderMap,
    cap: usize,
) -> Result<Vec<u8>, NoBody> {
    let too_large = || {
        let message = format!("The answer is larger than {} KiB.", cap / 1024);
        NoBody::Unusable(Error::invalid_response(Reason::TooLarge, message))
    };
    if incoming.size_hint().lower() > cap as u64 {
        return Err(too_large());
    }
    let encoding = Encoding::of(headers);
    let (wire, complete) = upto(incoming, cap).await.map_err(|(error, _)| NoBody::Broken(error))?;
    if !complete {
        return Err(too_large());
    }
    let limit = cap * INFLATION;
    match encoding {
        Encoding::Identity => Ok(wire),
        Encoding::Gzip => match inflated(&wire, limit + 1) {
            (body, _) if body.len() > limit => Err(too_large()),
            (body, true) => Ok(body),
            (_, false) => Err(unusable_encoding("The answer's compression is broken.")),
        },
        Encoding::Unknown => {
            Err(unusable_encoding("The answer is compressed in a way that was not asked for."))
        }
    }
}

/// As much as can be had of an error's body: what is missing of it makes no difference.
pub(super) async fn beginning(incoming: Incoming, headers: &HeaderMap) -> Vec<u8> {
    let encoding = Encoding::of(headers);
    let wire = match upto(incoming, ERROR_BODY).await {
        Ok((wire, _)) | Err((_, wire)) => wire,
    };
    match encoding {
        Encoding::Identity => wire,
        Encoding::Gzip => inflated(&wire, ERROR_BODY).0,
        Encoding::Unknown => Vec::new(),
    }
}

/// The first `cap` bytes, and whether those are all; on a broken connection what came before.
async fn upto(
    mut incoming: Incoming,
    cap: usize,
) -> Result<(Vec<u8>, bool), (hyper::Error, Vec<u8>)> {
    let expected = usize::try_from(incoming.size_hint().lower()).unwrap_or(cap);
    let mut body = Vec::with_capacity(expected.min(cap));
    while let Some(chunk) = chunk(&mut incoming).await {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(error) => return Err((error, body)),
        };
        let room = cap - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Ok((body, false));
        }
    }
    Ok((body, true))
}

/// The next piece; trailers are of no use.
async fn chunk(incoming: &mut Incoming) -> Option<Result<Bytes, hyper::Error>> {
    loop {
        match poll_fn(|context| Pin::new(&mut *incoming).poll_frame(context)).await? {
            Ok(frame) => {
                if let Ok(bytes) = frame.into_data() {
                    return Some(Ok(bytes));
                }
            }
            Err(error) => return Some(Err(error)),
        }
    }
}

/// At most `limit` bytes of the inflated text, and whether the compression was sound.
fn inflated(wire: &[u8], limit: usize) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    let sound = MultiGzDecoder::new(wire).take(limit as u64).read_to_end(&mut body).is_ok();
    (body, sound)
}

fn unusable_encoding(message: &str) -> NoBody {
    NoBody::Unusable(Error::invalid_response(Reason::Encoding, message))
}

enum Encoding {
    Identity,
    Gzip,
    Unknown,
}

impl Encoding {
    fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(CONTENT_ENCODING) else {
            return Self::Identity;
        };
        match value.to_str().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Self::Identity,
            "gzip" | "x-gzip" => Self::Gzip,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_bomb_inflates_no_further_than_its_limit() {
        let bomb = gzip(&vec![b'a'; 10_000_000]);
        assert!(bomb.len() < 20_000);
        assert_eq!(inflated(&bomb, 1000).0.len(), 1000);
    }

    #[test]
    fn corrupt_compression_keeps_what_came_before() {
        let mut wire = gzip(b"hello");
        assert_eq!(inflated(&wire, 100), (b"hello".to_vec(), true));
        let end = wire.len() - 8;
        wire[end] ^= 1; // the checksum
        assert_eq!(inflated(&wire, 100), (b"hello".to_vec(), false));
        assert!(!inflated(b"not gzip", 100).1);
    }
}
