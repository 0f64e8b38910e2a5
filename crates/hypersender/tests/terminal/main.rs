//! The terminal rendering scans, whatever the theme, the line spacing and the terminal's age.
//!
//! The text is turned into cells (`screen`), these into pixels (`theme`, `raster`), these into what
//! a phone sees (`camera`), and that is read (`scanner`). How others print a code (`naive`) goes
//! the same way, and has to fail.

#![expect(clippy::unwrap_used, reason = "a test throughout")]

mod camera;
mod naive;
mod raster;
mod scanner;
mod screen;
mod theme;
mod tmux;

use std::io::Write;
use std::sync::LazyLock;

use hypersender::QrCode;
use raster::{Spacing, draw};
use screen::{DIALECTS, Dialect, lines_of};
use theme::{DARK, GRUVBOX_LIGHT, LIGHT, SOLARIZED_DARK, THEMES, Theme};
use tmux::Tmux;

/// How much room is between the lines, in percent, and where. With `Around`, above 12 %, it
/// depends on the phone: nothing that is drawn in half blocks is safe there.
const LINE_SPACINGS: [(Spacing, &[usize]); 3] = [
    (Spacing::Stretched, &[0, 6, 12, 20, 30]),
    (Spacing::Below, &[0, 6, 12, 20, 30]),
    (Spacing::Around, &[0, 6, 12]),
];

/// A code as the service sends it: 65 modules at level M, 292 pixels, 255 characters.
static CODE: LazyLock<QrCode> =
    LazyLock::new(|| QrCode::from_png(include_bytes!("whatsapp.png")).unwrap());

fn rendering() -> String {
    CODE.terminal().unwrap()
}

/// What is seen of a text on a screen.
#[derive(Clone, Copy)]
struct Screen<'a> {
    theme: &'a Theme,
    dialect: Dialect,
    percent: usize,
    spacing: Spacing,
}

impl<'a> Screen<'a> {
    fn of(theme: &'a Theme) -> Self {
        Self { theme, dialect: Dialect::Known, percent: 0, spacing: Spacing::Stretched }
    }

    fn scans(self, text: &str) -> bool {
        let lines = lines_of(text, self.dialect);
        let picture = draw(&lines, self.theme, self.percent, self.spacing);
        let seen = camera::photograph(&picture);
        scanner::reads(&seen, CODE.payload().unwrap().reveal())
    }
}

fn assert_scans_on(theme: &Theme) {
    let text = rendering();
    for (spacing, percents) in LINE_SPACINGS {
        for &percent in percents {
            let screen = Screen { percent, spacing, ..Screen::of(theme) };
            assert!(screen.scans(&text), "{}, {percent} % {spacing:?}", theme.name);
        }
    }
}

#[test]
fn it_scans_on_a_dark_theme() {
    assert_scans_on(&DARK);
}

#[test]
fn it_scans_on_a_light_theme() {
    assert_scans_on(&LIGHT);
}

#[test]
fn it_scans_on_solarized_dark() {
    assert_scans_on(&SOLARIZED_DARK);
}

#[test]
fn it_scans_on_gruvbox_light() {
    assert_scans_on(&GRUVBOX_LIGHT);
}

#[test]
fn it_scans_where_all_256_colours_are_made_out_of_the_theme() {
    let text = rendering();
    for theme in THEMES.map(|theme| theme.that_generates()) {
        assert!(Screen::of(&theme).scans(&text), "{}", theme.name);
    }
}

#[test]
fn it_scans_on_terminals_that_do_not_know_24_bit_colours() {
    let text = rendering();
    for dialect in DIALECTS {
        for theme in &THEMES {
            let screen = Screen { dialect, ..Screen::of(theme) };
            assert!(screen.scans(&text), "{}, {dialect:?}", theme.name);
        }
    }
}

#[test]
fn half_blocks_in_the_theme_s_colours_come_out_inverted_on_light_themes() {
    let text = naive::half_blocks(&rendering());
    for theme in [&DARK, &SOLARIZED_DARK] {
        assert!(Screen::of(theme).scans(&text), "{}", theme.name);
    }
    for theme in [&LIGHT, &GRUVBOX_LIGHT] {
        assert!(!Screen::of(theme).scans(&text), "{}", theme.name);
    }
}

#[test]
fn half_blocks_in_the_theme_s_colours_break_when_lines_are_spaced() {
    let text = naive::half_blocks(&rendering());
    for percent in [20, 30] {
        for spacing in [Spacing::Below, Spacing::Around] {
            let screen = Screen { percent, spacing, ..Screen::of(&DARK) };
            assert!(!screen.scans(&text), "{percent} % {spacing:?}");
        }
    }
}

#[test]
fn colours_by_name_or_by_number_alone_are_the_theme_s() {
    let named = naive::named_colours(&rendering());
    assert!(Screen::of(&DARK).scans(&named));
    assert!(!Screen::of(&GRUVBOX_LIGHT).scans(&named));
    let light = LIGHT.that_generates();
    let numbers_alone = Screen { dialect: Dialect::Skipped, ..Screen::of(&light) };
    assert!(!numbers_alone.scans(&rendering()));
}

#[test]
fn it_scans_out_of_a_real_terminal() {
    let Some(tmux) = Tmux::start() else {
        assert!(std::env::var("CI").is_err(), "tmux is missing, and CI leaves nothing out");
        // Past the capture of a passing test's output, so that it is seen.
        writeln!(std::io::stderr(), "left out, tmux is missing: it_scans_out_of_a_real_terminal")
            .unwrap();
        return;
    };
    let shown = tmux.shown(&rendering());
    let drawn = shown.lines().filter(|line| line.contains('▀')).count();
    assert_eq!(drawn, 31);
    for theme in &THEMES {
        assert!(Screen::of(theme).scans(&shown), "{}", theme.name);
    }
}
