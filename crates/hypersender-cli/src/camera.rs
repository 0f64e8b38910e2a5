//! A camera in front of a terminal: reads the QR code off a screen.
//!
//! It sees what a person sees, not what was meant: what was printed goes through a terminal
//! emulator, its cells become the pixels of a photo, and a decoder searches that for a code.

use std::num::NonZeroU16;

use rqrr::PreparedImage;

/// How bright the colours are that a program leaves to the terminal's theme, 0 to 255.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Of a character.
    pub foreground: u8,
    /// Behind it.
    pub background: u8,
}

/// Light text on a dark ground.
pub const DARK: Theme = Theme { foreground: 200, background: 30 };

/// Dark text on a light ground.
pub const LIGHT: Theme = Theme { foreground: 40, background: 250 };

/// The pixels of the photo that one module is wide and high.
const ZOOM: usize = 4;

/// The text in the one QR code that can be seen when `printed` is on a screen of this size.
///
/// None if there is no code, more than one, or one that can't be read.
pub fn read(printed: &str, columns: u16, lines: u16, theme: Theme) -> Option<String> {
    let size = NonZeroU16::new(lines).zip(NonZeroU16::new(columns))?;
    let mut terminal = vt100::Parser::new(size.0, size.1, 0);
    terminal.process(printed.replace('\n', "\r\n").as_bytes());
    let screen = terminal.screen();

    let width = usize::from(columns) * ZOOM;
    let height = usize::from(lines) * 2 * ZOOM; // a character is two modules high
    let mut photo = PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        brightness(screen, x / ZOOM, y / ZOOM, theme)
    });
    match photo.detect_grids().as_slice() {
        [code] => code.decode().ok().map(|(_, text)| text),
        _ => None,
    }
}

/// How bright the upper (even `y`) or lower half of a cell is.
fn brightness(screen: &vt100::Screen, x: usize, y: usize, theme: Theme) -> u8 {
    let place = u16::try_from(y / 2).ok().zip(u16::try_from(x).ok());
    let Some(cell) = place.and_then(|(row, column)| screen.cell(row, column)) else {
        return theme.background;
    };
    let mut foreground = shade(cell.fgcolor(), theme.foreground);
    let mut background = shade(cell.bgcolor(), theme.background);
    if cell.inverse() {
        std::mem::swap(&mut foreground, &mut background);
    }
    match (cell.contents(), y % 2) {
        ("█", _) | ("▀", 0) | ("▄", 1) => foreground,
        _ => background, // a letter is thin
    }
}

fn shade(color: vt100::Color, default: u8) -> u8 {
    match color {
        vt100::Color::Default => default,
        vt100::Color::Rgb(red, green, blue) => grey(red, green, blue),
        vt100::Color::Idx(index) => indexed(index),
    }
}

/// The 256 colours as most terminals have them.
fn indexed(index: u8) -> u8 {
    match index {
        0..=6 => 60,
        7 => 192,
        8 => 128,
        9..=15 => 220,
        16..=231 => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let cube = index - 16;
            grey(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        232..=255 => 8 + 10 * (index - 232),
    }
}

fn grey(red: u8, green: u8, blue: u8) -> u8 {
    let sum = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    u8::try_from(sum / 1000).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use qrcode::{Color, QrCode};

    /// Half blocks, with colours set for each or left to the theme.
    fn drawn(text: &str, colours: bool) -> String {
        let code = QrCode::new(text).unwrap();
        let side = code.width();
        let dark = |x: usize, y: usize| {
            let inside = (2..side + 2).contains(&x) && (2..side + 2).contains(&y);
            inside && code[(x - 2, y - 2)] == Color::Dark
        };
        let mut drawn = String::from("Above the code\n");
        for y in (0..side + 4).step_by(2) {
            for x in 0..side + 4 {
                let (upper, lower) = (dark(x, y), dark(x, y + 1));
                if colours {
                    let colour = |dark| if dark { "2;0;0;0" } else { "2;255;255;255" };
                    let (upper, lower) = (colour(upper), colour(lower));
                    let _ = write!(drawn, "\x1b[38;{upper};48;{lower}m▀");
                } else {
                    drawn.push(match (upper, lower) {
                        (true, true) => '█',
                        (true, false) => '▀',
                        (false, true) => '▄',
                        (false, false) => ' ',
                    });
                }
            }
            drawn += "\x1b[0m\n";
        }
        drawn + "Below it"
    }

    #[test]
    fn a_code_with_its_own_colours_is_read_on_every_theme() {
        for theme in [DARK, LIGHT] {
            let text = read(&drawn("2@abc,def", true), 80, 30, theme);
            assert_eq!(text.as_deref(), Some("2@abc,def"), "{theme:?}");
        }
    }

    #[test]
    fn a_code_in_the_colours_of_a_dark_theme_is_not() {
        let printed = drawn("2@abc,def", false);
        assert_eq!(read(&printed, 80, 30, LIGHT).as_deref(), Some("2@abc,def"));
        assert_eq!(read(&printed, 80, 30, DARK), None);
    }

    #[test]
    fn a_code_that_does_not_fit_the_window_is_not_read() {
        let printed = drawn("2@abc,def", true);
        assert_eq!(read(&printed, 20, 30, LIGHT), None);
        assert_eq!(read(&printed, 80, 8, LIGHT), None);
    }

    #[test]
    fn a_screen_without_a_code_is_just_that() {
        assert_eq!(read("Nothing to see here", 80, 24, DARK), None);
    }
}
