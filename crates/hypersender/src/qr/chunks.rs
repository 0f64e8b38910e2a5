//! The outside of a PNG: its header, the lengths and the checksums of its chunks.
//!
//! This is what a broken transfer damages. The pixels are not looked at: that costs ten times as
//! much, and most codes are only passed on.

use super::arrival::Flaw;
use crate::error::Reason;

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Decoded, this is 16 MB at most.
const MOST_PIXELS: u64 = 4_000_000;

/// The parts of a chunk around its data.
const LENGTH: usize = 4;
const NAME: usize = 4;
const CHECKSUM: usize = 4;

struct Chunk<'a> {
    name: &'a [u8],
    data: &'a [u8],
    /// Where the next one begins.
    end: usize,
}

/// Where the PNG ends, if it is whole.
pub(super) fn check(png: &[u8]) -> Result<usize, Flaw> {
    let header = chunk_at(png, SIGNATURE.len())?;
    if header.name != b"IHDR" {
        return Err(broken("does not begin with its header"));
    }
    check_header(header.data)?;
    let mut place = header.end;
    let mut has_pixels = false;
    loop {
        let chunk = chunk_at(png, place)?;
        place = chunk.end;
        match chunk.name {
            b"IHDR" => return Err(broken("has two headers")),
            b"IDAT" => has_pixels = true,
            b"IEND" if has_pixels => return Ok(place),
            b"IEND" => return Err(broken("has no pixels")),
            _ => {}
        }
    }
}

fn chunk_at(png: &[u8], place: usize) -> Result<Chunk<'_>, Flaw> {
    let (body, checksum) = split(&png[place..]).ok_or_else(|| broken("is cut off"))?;
    if crc32fast::hash(body) != checksum {
        return Err(broken("is damaged: a checksum is wrong"));
    }
    let (name, data) = body.split_at(NAME);
    Ok(Chunk { name, data, end: place + LENGTH + body.len() + CHECKSUM })
}

/// The name and the data of the first chunk, and its checksum; nothing if it is not all there.
fn split(chunks: &[u8]) -> Option<(&[u8], u32)> {
    let (length, rest) = chunks.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (body, rest) = rest.split_at_checked(length.checked_add(NAME)?)?;
    let checksum = rest.first_chunk::<CHECKSUM>()?;
    Some((body, u32::from_be_bytes(*checksum)))
}

fn check_header(header: &[u8]) -> Result<(), Flaw> {
    let Some((width, rest)) = header.split_first_chunk::<4>() else {
        return Err(broken("has a header of a wrong length"));
    };
    let Some((height, &[depth, colour, compression, filter, interlace])) =
        rest.split_first_chunk::<4>()
    else {
        return Err(broken("has a header of a wrong length"));
    };
    let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    if width == 0 || height == 0 {
        return Err(broken("has no width or no height"));
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Flaw::new(
            Reason::TooLarge,
            format!("The QR code has {width} x {height} pixels, and 4 megapixels are the most."),
        ));
    }
    let known = match colour {
        0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
        3 => matches!(depth, 1 | 2 | 4 | 8),
        2 | 4 | 6 => matches!(depth, 8 | 16),
        _ => false,
    };
    if !known || compression != 0 || filter != 0 || interlace > 1 {
        return Err(broken("is of a kind that does not exist"));
    }
    Ok(())
}

fn broken(how: &str) -> Flaw {
    Flaw::new(Reason::BrokenPng, format!("The QR code is a PNG that {how}."))
}
