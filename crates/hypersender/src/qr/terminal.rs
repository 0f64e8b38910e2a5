//! The code for a terminal, two modules a character.
//!
//! Every character is `▀` with both its colours set, so that no pixel is left to the theme: the
//! foreground is the upper module, the background the lower one, and whatever room a terminal adds
//! between lines. The colours must not be the theme's either:
//!
//! * the 16 named ones are the theme's by definition;
//! * of the 256, base16 shells set 16 to 21, and newer terminals make all of 16 to 255 out of the
//!   theme, on light themes with black and white exchanged;
//! * 24-bit ones are nobody's, but Terminal.app before macOS 26 and screen 4 don't know them.
//!
//! So both are sent, the 24-bit one last. Whoever does not know it reads its numbers one by one,
//! and they are chosen to do no harm then: 16 and 255 select nothing, or a black and a white once
//! more, and 22 takes back what the 2 did.

use std::fmt::Write;

use super::modules::Modules;

/// The standard wants four light modules around a code. Two are enough on a screen, and leave more
/// windows large enough.
const QUIET: usize = 2;

/// The colours of an upper and of a lower module, light and dark.
const UPPER: [&str; 2] = ["38;5;231;38;2;255;255;255;", "38;5;16;38;2;16;16;16;"];
const LOWER: [&str; 2] = ["48;5;231;48;2;255;255;255;", "48;5;16;48;2;16;16;16;"];

pub(super) fn draw(modules: &Modules) -> String {
    let (columns, _) = size(modules);
    let columns = usize::from(columns);
    let dark = |x: usize, y: usize| {
        let place = x.checked_sub(QUIET).zip(y.checked_sub(QUIET));
        place.is_some_and(|(x, y)| modules.is_dark(x, y))
    };
    let mut text = String::new();
    for y in (0..columns).step_by(2) {
        let mut shown = (None, None);
        for x in 0..columns {
            let wanted = (Some(dark(x, y)), Some(dark(x, y + 1)));
            if shown != wanted {
                let upper = code(UPPER, shown.0, wanted.0);
                let lower = code(LOWER, shown.1, wanted.1);
                let _ = write!(text, "\x1B[{upper}{lower}22m");
                shown = wanted;
            }
            text.push('▀');
        }
        text.push_str("\x1B[0m\n");
    }
    text
}

/// The columns and the lines that it takes.
pub(super) fn size(modules: &Modules) -> (u16, u16) {
    let side = modules.size() + 2 * QUIET;
    let side = u16::try_from(side).expect("a code has at most 177 modules a side");
    (side, side.div_ceil(2))
}

/// What changes `shown` into `wanted`: often nothing.
fn code(codes: [&'static str; 2], shown: Option<bool>, wanted: Option<bool>) -> &'static str {
    if shown == wanted {
        return "";
    }
    codes[usize::from(wanted == Some(true))]
}
