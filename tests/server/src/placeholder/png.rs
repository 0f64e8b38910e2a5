//! A PNG written by hand, in each layout that the format knows, so that what reads PNGs in the
//! library is not tested with its own twin.

use std::io::Write as _;

/// How pixels are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Grey,
    OneBit,
    SixteenBit,
    GreyAlpha,
    Rgba,
    Palette,
    Interlaced,
}

/// The signature of every PNG.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A picture of black and white pixels, `size` a side.
pub(super) fn write(size: u32, layout: Layout, black: &dyn Fn(u32, u32) -> bool) -> Vec<u8> {
    let mut rows = Vec::new();
    if layout == Layout::Interlaced {
        for (x, y, dx, dy) in ADAM7 {
            let width = size.saturating_sub(x).div_ceil(dx);
            let height = size.saturating_sub(y).div_ceil(dy);
            let pass = |column: u32, line: u32| black(x + column * dx, y + line * dy);
            if width > 0 {
                write_rows(width, height, Layout::Grey, &pass, &mut rows);
            }
        }
    } else {
        write_rows(size, size, layout, black, &mut rows);
    }
    let mut png = SIGNATURE.to_vec();
    png.extend(chunk(*b"IHDR", &header(size, layout)));
    if layout == Layout::Palette {
        png.extend(chunk(*b"PLTE", &[255, 255, 255, 0, 0, 0]));
    }
    png.extend(chunk(*b"IDAT", &compressed(&rows)));
    png.extend(chunk(*b"IEND", &[]));
    png
}

/// Where each pass of an interlaced picture begins, and its steps.
const ADAM7: [(u32, u32, u32, u32); 7] = [
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
];

/// A chunk with its length and its checksum.
pub(super) fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("a test's picture is small");
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&kind);
    checksum.update(data);
    let mut chunk = length.to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    chunk.extend(checksum.finalize().to_be_bytes());
    chunk
}

/// What IHDR says of a square.
pub(super) fn header(size: u32, layout: Layout) -> Vec<u8> {
    let (depth, color) = match layout {
        Layout::Grey | Layout::Interlaced => (8, 0),
        Layout::OneBit => (1, 0),
        Layout::SixteenBit => (16, 0),
        Layout::GreyAlpha => (8, 4),
        Layout::Rgba => (8, 6),
        Layout::Palette => (8, 3),
    };
    let mut header = [size.to_be_bytes(), size.to_be_bytes()].concat();
    header.extend([depth, color, 0, 0, u8::from(layout == Layout::Interlaced)]);
    header
}

fn write_rows(
    width: u32,
    height: u32,
    layout: Layout,
    black: &dyn Fn(u32, u32) -> bool,
    rows: &mut Vec<u8>,
) {
    for y in 0..height {
        rows.push(0); // no filter
        if layout == Layout::OneBit {
            for byte in 0..width.div_ceil(8) {
                let bits = (0..8).map(|bit| byte * 8 + bit);
                rows.push(bits.fold(0, |byte, x| byte << 1 | u8::from(x < width && !black(x, y))));
            }
            continue;
        }
        for x in 0..width {
            let level = if black(x, y) { 0 } else { 255 };
            match layout {
                Layout::Grey | Layout::Interlaced | Layout::OneBit => rows.push(level),
                Layout::SixteenBit => rows.extend([level, level]),
                Layout::GreyAlpha => rows.extend([level, 255]),
                Layout::Rgba => rows.extend([level, level, level, 255]),
                Layout::Palette => rows.push(u8::from(black(x, y))),
            }
        }
    }
}

fn compressed(rows: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(rows).and_then(|()| encoder.finish()).expect("memory takes everything")
}
