//! Pictures of codes, of every kind that a PNG can be.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use png::{BitDepth, ColorType, Encoder};
use qrcode::EcLevel;

/// What `WhatsApp` puts into a code: a reference, three keys, a number; 255 characters.
pub(crate) const WHATSAPP: &str = "2@q5Rw8rQ2n1yLzK5vXcT0bHsJfGdAeUpOiMqN7x4R6t3Y9ZkVlCjWuDgB\
     hFaSePoIrEwQyTmLnKbVcXzAsDfGhJkL0pOiUyTrEwQaZxSwEdCvFrTgBnHy,3kPq9Zt5GmXw1sYcVbNfRjLoHd7uQeTa2iKx8Wg6Dz0=,\
     Mf4Jb8nUyRtEw2QaZsXdCvFgBhNjMkL1pOi9uYtRe3W=,hT6gVfC5rDxE4sZwA3qPoL2kMjN1bH0uYiUtRe7W8wq=,1";

/// The modules of a code, `true` for dark, with four light ones around.
pub(crate) struct Drawing {
    side: usize,
    scale: usize,
    modules: Vec<bool>,
}

impl Drawing {
    /// The picture that the service's kind of encoder makes: level M, 4 pixels a module.
    pub(crate) fn of(text: &str) -> Self {
        Self::with(text, EcLevel::M, 4)
    }

    pub(crate) fn with(text: &str, level: EcLevel, scale: usize) -> Self {
        let code = qrcode::QrCode::with_error_correction_level(text, level).unwrap();
        Self::of_code(&code, scale)
    }

    pub(crate) fn of_code(code: &qrcode::QrCode, scale: usize) -> Self {
        let end = code.width() + 4;
        let side = end + 4;
        let modules = (0..side * side).map(|place| {
            let (x, y) = (place % side, place / side);
            let inside = (4..end).contains(&x) && (4..end).contains(&y);
            inside && code[(x - 4, y - 4)] == qrcode::Color::Dark
        });
        Self { side, scale, modules: modules.collect() }
    }

    pub(crate) fn pixels(&self) -> usize {
        self.side * self.scale
    }

    pub(crate) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.modules[y / self.scale * self.side + x / self.scale]
    }

    /// The usual one: 8 bits of grey.
    pub(crate) fn grey(&self) -> Vec<u8> {
        self.encode(ColorType::Grayscale, BitDepth::Eight, &[255], &[0])
    }

    /// A PNG whose light and dark pixels are these bytes; with less than a byte a pixel, the last
    /// bits of these.
    pub(crate) fn encode(
        &self,
        color: ColorType,
        depth: BitDepth,
        light: &[u8],
        dark: &[u8],
    ) -> Vec<u8> {
        let bits = (depth as usize).min(8);
        let mut rows = Vec::new();
        for y in 0..self.pixels() {
            if bits == 8 {
                rows.extend(
                    (0..self.pixels()).flat_map(|x| if self.is_dark(x, y) { dark } else { light }),
                );
                continue;
            }
            let levels: Vec<u8> = (0..self.pixels())
                .map(|x| if self.is_dark(x, y) { dark[0] } else { light[0] })
                .collect();
            rows.extend(levels.chunks(8 / bits).map(|pixels| {
                pixels
                    .iter()
                    .enumerate()
                    .fold(0, |byte, (i, level)| byte | level << (8 - bits * (i + 1)))
            }));
        }
        encode(self.pixels(), color, depth, &rows)
    }
}

/// A square PNG of these rows.
pub(crate) fn encode(side: usize, color: ColorType, depth: BitDepth, rows: &[u8]) -> Vec<u8> {
    let mut png = Vec::new();
    let side = u32::try_from(side).unwrap();
    let mut encoder = Encoder::new(&mut png, side, side);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == ColorType::Indexed {
        encoder.set_palette(vec![0xFE, 0xFE, 0xF0, 0x20, 0x10, 0x40]);
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(rows).unwrap();
    drop(writer);
    png
}

/// A chunk with its length and its checksum.
pub(crate) fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let body = [name, data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length, body.as_slice(), &crc32fast::hash(&body).to_be_bytes()].concat()
}

/// A PNG that consists of these chunks.
pub(crate) fn png_of(chunks: &[Vec<u8>]) -> Vec<u8> {
    [super::super::chunks::SIGNATURE, &chunks.concat()].concat()
}

/// The data of an `IHDR`: 8 bits of grey.
pub(crate) fn header(width: u32, height: u32, interlace: u8) -> Vec<u8> {
    [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, interlace]].concat()
}

impl Drawing {
    /// As grey bytes in the seven passes of Adam7, which no encoder at hand writes.
    pub(crate) fn interlaced(&self) -> Vec<u8> {
        const PASSES: [(usize, usize, usize, usize); 7] = [
            (0, 8, 0, 8),
            (4, 8, 0, 8),
            (0, 4, 4, 8),
            (2, 4, 0, 4),
            (0, 2, 2, 4),
            (1, 2, 0, 2),
            (0, 1, 1, 2),
        ];
        let mut rows = Vec::new();
        for (left, across, top, down) in PASSES {
            for y in (top..self.pixels()).step_by(down) {
                rows.push(0); // no filter
                let row = (left..self.pixels()).step_by(across);
                rows.extend(row.map(|x| if self.is_dark(x, y) { 0 } else { 255 }));
            }
        }
        let side = u32::try_from(self.pixels()).unwrap();
        deflated(side, side, 1, &rows)
    }
}

/// A grey PNG of these rows, each with its filter before it.
pub(crate) fn deflated(width: u32, height: u32, interlace: u8, rows: &[u8]) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(rows).unwrap();
    png_of(&[
        chunk(b"IHDR", &header(width, height, interlace)),
        chunk(b"IDAT", &zlib.finish().unwrap()),
        chunk(b"IEND", b""),
    ])
}
