//! The code for a terminal, two modules a character.
//!
//! Every character is `▀` with both its colours set, so that no pixel is left to the theme: the
//! foreground is the upper module, the background the lower one, and whatever room a terminal adds
//! between lines. The colours must not be the theme's either:
//!
//! * the 16 named ones are the theme's by definition;
//! * of the 256, base16's shell scripts set 16 to 21, and some newer terminals make all of 16 to
//!   255 out of the theme, which on a light one may exchange black and white;
//! * 24-bit ones are nobody's, but Terminal.app before macOS 26 and older others don't know them.
//!
//! So both are sent, the 24-bit one last. Who does not know it leaves it out, or reads its numbers
//! one by one; they are chosen to do no harm then: 16 and 255 mean nothing alone, or as one of the
//! 256 a black and a white again, and 22 takes back what the 2 did.

use super::modules::Modules;

/// The standard wants four light modules around a code. Two are enough on a screen, and leave more
/// windows large enough.
const QUIET: usize = 2;

/// A code has an odd number of modules, so one more fits into the lines. It goes to the top: the
/// squares by which a code is found begin in the lower half of a line then, and a font that puts
/// its blocks into the middle of a spaced line draws no stripe of a wrong colour through them.
const QUIET_ABOVE: usize = QUIET + 1;

/// The colours of an upper and of a lower module, light and dark. Each is a sequence of its own:
/// some terminals read no more than 16 numbers in one.
const UPPER: [&str; 2] = ["\x1B[38;5;231;38;2;255;255;255;22m", "\x1B[38;5;16;38;2;16;16;16;22m"];
const LOWER: [&str; 2] = ["\x1B[48;5;231;48;2;255;255;255;22m", "\x1B[48;5;16;48;2;16;16;16;22m"];

pub(super) fn draw(modules: &Modules) -> String {
    let (columns, _) = size(modules);
    let columns = usize::from(columns);
    let dark = |x: usize, y: usize| {
        let place = x.checked_sub(QUIET).zip(y.checked_sub(QUIET_ABOVE));
        place.is_some_and(|(x, y)| modules.is_dark(x, y))
    };
    let mut text = String::new();
    for y in (0..columns).step_by(2) {
        let (mut upper, mut lower) = (None, None);
        for x in 0..columns {
            text.push_str(change(UPPER, &mut upper, dark(x, y)));
            text.push_str(change(LOWER, &mut lower, dark(x, y + 1)));
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

/// What makes the colour `wanted` from the one that is set: often nothing.
fn change(colours: [&'static str; 2], set: &mut Option<bool>, wanted: bool) -> &'static str {
    if set.replace(wanted) == Some(wanted) {
        return "";
    }
    colours[usize::from(wanted)]
}
