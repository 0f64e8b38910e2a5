//! How others print a code, for comparison: what this harness can't tell from ours is worth nothing.

use crate::screen::{Cell, Dialect, lines_of};
use crate::theme::LIGHT;

/// What nearly every tool prints: half blocks in the theme's own colours, the light modules inked.
pub(crate) fn half_blocks(rendering: &str) -> String {
    let blocks = |cell: &Cell| {
        let (upper, lower) = cell.colours(&LIGHT);
        match (upper[0] > 127, lower[0] > 127) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        }
    };
    let lines = lines_of(rendering, Dialect::Known);
    let lines = lines.iter().map(|line| line.iter().map(blocks).collect::<String>() + "\n");
    lines.collect()
}

/// The same cells as `rendering`, in the colours that the theme calls black and bright white.
pub(crate) fn named_colours(rendering: &str) -> String {
    rendering
        .replace("38;5;16;38;2;16;16;16", "30")
        .replace("38;5;231;38;2;255;255;255", "97")
        .replace("48;5;16;48;2;16;16;16", "40")
        .replace("48;5;231;48;2;255;255;255", "107")
}
