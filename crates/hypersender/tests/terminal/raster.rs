//! From cells to pixels, as terminals draw them.

use crate::screen::Cell;
use crate::theme::{Rgb, Theme};

const CELL_WIDTH: usize = 8;
const CELL_HEIGHT: usize = 16;
/// The empty screen around the text, in cells.
const AROUND: usize = 2;

/// Where the room goes that a terminal adds between lines. The background of the cell fills it
/// with all of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Spacing {
    /// Block characters are drawn by the terminal itself, to fit.
    Stretched,
    /// They are the font's, at the top of the cell.
    Below,
    /// They are the font's, in the middle of the cell: a strip of the lower module's colour comes
    /// to lie above the upper module.
    Around,
}

/// A grey picture: what a camera's light meter would see.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) levels: Vec<u8>,
}

impl Picture {
    pub(crate) fn filled(width: usize, height: usize, level: u8) -> Self {
        Self { width, height, levels: vec![level; width * height] }
    }
}

/// Draws the lines with `percent` of room added to each.
pub(crate) fn draw(
    lines: &[Vec<Cell>],
    theme: &Theme,
    percent: usize,
    spacing: Spacing,
) -> Picture {
    let added = (CELL_HEIGHT * percent).div_ceil(100);
    let height = CELL_HEIGHT + added;
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0) + 2 * AROUND;
    let rows = lines.len() + 2 * AROUND;
    let ground = grey(theme.background);
    let mut picture = Picture::filled(columns * CELL_WIDTH, rows * height, ground);
    for (row, line) in lines.iter().enumerate() {
        for (column, cell) in line.iter().enumerate() {
            let (foreground, background) = cell.colours(theme);
            let inked = inked(cell.character, added, spacing);
            for y in 0..height {
                let level = if inked.contains(&y) { grey(foreground) } else { grey(background) };
                let left = (column + AROUND) * CELL_WIDTH;
                let start = ((row + AROUND) * height + y) * picture.width + left;
                picture.levels[start..start + CELL_WIDTH].fill(level);
            }
        }
    }
    picture
}

/// The rows of pixels that the character covers in a cell.
fn inked(character: char, added: usize, spacing: Spacing) -> std::ops::Range<usize> {
    let (top, height) = match spacing {
        Spacing::Stretched => (0, CELL_HEIGHT + added),
        Spacing::Below => (0, CELL_HEIGHT),
        Spacing::Around => (added / 2, CELL_HEIGHT),
    };
    match character {
        ' ' => 0..0,
        '█' => top..top + height,
        '▀' => top..top + height / 2,
        '▄' => top + height / 2..top + height,
        other => panic!("no block character: {other:?}"),
    }
}

fn grey([r, g, b]: Rgb) -> u8 {
    let sum = u32::from(r) * 77 + u32::from(g) * 150 + u32::from(b) * 29;
    u8::try_from(sum >> 8).unwrap()
}
