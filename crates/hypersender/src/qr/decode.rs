//! From the picture to the code in it: its modules, and the text that they say.
//!
//! The pictures are drawn by a program: upright, sharp, without perspective. So the code is found
//! by simple measures (`finders`, `locate`), which no picture can make slow; a detector made for
//! photographs can be kept busy for ever. The bits are read by `rqrr`.

use std::panic::catch_unwind;
use std::sync::OnceLock;

use super::finders;
use super::locate;
use super::modules::Modules;
use super::pixels::Pixels;
use crate::secret::Secret;

pub(super) struct Decoded {
    pub(super) payload: Secret,
    /// As they are in the picture.
    pub(super) modules: Modules,
    compact: OnceLock<Modules>,
}

impl Decoded {
    /// The fewest modules that say the same: for where room is short.
    pub(super) fn compact(&self) -> &Modules {
        self.compact.get_or_init(|| {
            Modules::smallest(self.payload.reveal())
                .filter(|smallest| smallest.size() < self.modules.size())
                .unwrap_or_else(|| self.modules.clone())
        })
    }
}

/// Reads a PNG that was checked; otherwise tells in a sentence why it can't be read.
pub(super) fn decode(png: &[u8]) -> Result<Decoded, &'static str> {
    // Pictures are foreign bytes, and three libraries read them: a defect in one of them must not
    // take the program down.
    catch_unwind(|| read(png)).unwrap_or(Err("The QR code's picture can't be read."))
}

fn read(png: &[u8]) -> Result<Decoded, &'static str> {
    let pixels = Pixels::read(png).ok_or("The QR code's picture shows nothing.")?;
    let finders = finders::find(&pixels);
    let read = locate::candidates(&pixels, &finders).find_map(|modules| {
        let text = text(&modules)?;
        Some((text, modules))
    });
    let (text, modules) = read.ok_or("The picture shows no QR code that can be read.")?;
    let text = String::from_utf8(text).map_err(|_| "The QR code in the picture holds no text.")?;
    Ok(Decoded { payload: Secret::from(text), modules, compact: OnceLock::new() })
}

pub(super) fn text(modules: &Modules) -> Option<Vec<u8>> {
    let grid = rqrr::SimpleGrid::from_func(modules.size(), |x, y| modules.is_dark(x, y));
    let mut text = Vec::new();
    rqrr::Grid::new(grid).decode_to(&mut text).ok()?;
    (!text.is_empty()).then_some(text)
}
