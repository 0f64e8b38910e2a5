//! From the PNG to dark and light pixels.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

/// For the decoder's own buffers: a row or two, a palette. The picture comes on top, and its size
/// was checked when it arrived.
const MOST_WORKING_MEMORY: usize = 8 * 1024 * 1024;

/// A picture in black and white.
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) height: usize,
    dark: Vec<bool>,
}

impl Pixels {
    /// Reads a PNG of any colour type and depth; `None` if its inside is damaged, or all of one
    /// colour.
    pub(super) fn read(png: &[u8]) -> Option<Self> {
        let limits = Limits { bytes: MOST_WORKING_MEMORY };
        let mut decoder = Decoder::new_with_limits(Cursor::new(png), limits);
        decoder.set_transformations(Transformations::normalize_to_color8());
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        let mut reader = decoder.read_info().ok()?;
        let mut samples = vec![0; reader.output_buffer_size()?];
        let frame = reader.next_frame(&mut samples).ok()?;
        samples.truncate(frame.buffer_size());
        let levels = grey_levels(&samples, frame.color_type);
        Some(Self {
            width: usize::try_from(frame.width).ok()?,
            height: usize::try_from(frame.height).ok()?,
            dark: split(&levels)?,
        })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks_exact(self.width)
    }

    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.width + x]
    }
}

/// One level a pixel, on white where the picture is transparent.
fn grey_levels(samples: &[u8], color: ColorType) -> Vec<u8> {
    match color {
        ColorType::Grayscale | ColorType::Indexed => samples.to_vec(),
        ColorType::GrayscaleAlpha => {
            let (pixels, _) = samples.as_chunks::<2>();
            pixels.iter().map(|&[grey, a]| on_white(grey, a)).collect()
        }
        ColorType::Rgb => {
            let (pixels, _) = samples.as_chunks::<3>();
            pixels.iter().map(|&[r, g, b]| grey(r, g, b)).collect()
        }
        ColorType::Rgba => {
            let (pixels, _) = samples.as_chunks::<4>();
            pixels.iter().map(|&[r, g, b, a]| on_white(grey(r, g, b), a)).collect()
        }
    }
}

/// How light a colour is to the eye (ITU-R BT.601).
fn grey(r: u8, g: u8, b: u8) -> u8 {
    let sum = u32::from(r) * 77 + u32::from(g) * 150 + u32::from(b) * 29;
    u8::try_from(sum >> 8).unwrap_or(u8::MAX)
}

fn on_white(grey: u8, alpha: u8) -> u8 {
    let (grey, alpha) = (u32::from(grey), u32::from(alpha));
    u8::try_from((grey * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

/// Dark is what is nearer to the darkest than to the lightest. The pictures are drawn by a
/// program, so nothing finer is needed.
fn split(levels: &[u8]) -> Option<Vec<bool>> {
    let darkest = *levels.iter().min()?;
    let lightest = *levels.iter().max()?;
    if darkest == lightest {
        return None;
    }
    let middle = u8::midpoint(darkest, lightest);
    Some(levels.iter().map(|&level| level <= middle).collect())
}
