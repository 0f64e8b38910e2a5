//! A screen as an SVG picture, for the README: text stays text, blocks become shapes.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::num::NonZeroU16;

use vt100::{Cell, Color, Screen};

/// A character is half as wide as high, so that a module of a code is a square.
const WIDE: usize = 9;
const HIGH: usize = 18;
const PADDING: usize = 18;
const TITLE_BAR: usize = 34;

const BACKGROUND: &str = "#0d1117";
const FOREGROUND: &str = "#d1d7e0";
const BRIGHT: &str = "#ffffff";

/// Draws what `printed` shows in a window with so many columns, as far down as there is something.
pub(crate) fn draw(printed: &str, columns: u16) -> String {
    let lines = u16::try_from(printed.trim_end().lines().count()).unwrap();
    let size = NonZeroU16::new(lines).zip(NonZeroU16::new(columns)).unwrap();
    let mut terminal = vt100::Parser::new(size.0, size.1, 0);
    terminal.process(printed.trim_end().replace('\n', "\r\n").as_bytes());
    let screen = terminal.screen();

    let width = usize::from(columns) * WIDE + 2 * PADDING;
    let height = usize::from(lines) * HIGH + 2 * PADDING + TITLE_BAR;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', \
         monospace\" font-size=\"15\" fill=\"{FOREGROUND}\">\n\
         <rect x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"{BACKGROUND}\" stroke=\"#3d444d\"/>\n",
        width - 1,
        height - 1
    );
    for (index, colour) in ["#ff5f57", "#febc2e", "#28c840"].iter().enumerate() {
        let x = PADDING + 6 + index * 20;
        let _ = writeln!(svg, "<circle cx=\"{x}\" cy=\"20\" r=\"6\" fill=\"{colour}\"/>");
    }
    let _ = writeln!(svg, "<g transform=\"translate({PADDING} {})\">", PADDING + TITLE_BAR);
    for (colour, path) in shapes(screen, columns, lines) {
        let _ =
            writeln!(svg, "<path fill=\"{colour}\" shape-rendering=\"crispEdges\" d=\"{path}\"/>");
    }
    svg.push_str(&texts(screen, columns, lines));
    svg + "</g>\n</svg>\n"
}

/// Blocks and lines: one path a colour, one rectangle a run of equal cells.
fn shapes(screen: &Screen, columns: u16, lines: u16) -> BTreeMap<String, String> {
    let mut paths = BTreeMap::<String, String>::new();
    for row in 0..lines {
        for part in [Part::Upper, Part::Lower, Part::Middle] {
            let mut column = 0;
            while column < columns {
                let colour = part.colour(screen.cell(row, column).unwrap());
                let begin = column;
                while column < columns && part.colour(screen.cell(row, column).unwrap()) == colour {
                    column += 1;
                }
                let Some(colour) = colour else { continue };
                let x = usize::from(begin) * WIDE;
                let width = usize::from(column - begin) * WIDE;
                let y = usize::from(row) * HIGH + part.top();
                let path = paths.entry(colour).or_default();
                let _ = write!(path, "M{x} {y}h{width}v{}h-{width}z", part.height());
            }
        }
    }
    paths
}

/// The parts of a cell that are drawn as shapes.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Upper,
    Lower,
    Middle,
}

impl Part {
    fn colour(self, cell: &Cell) -> Option<String> {
        match (cell.contents(), self) {
            ("▀", Self::Upper) | ("━", Self::Middle) => Some(colour(cell)),
            ("▀", Self::Lower) => match cell.bgcolor() {
                Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
                _ => None,
            },
            _ => None,
        }
    }

    fn top(self) -> usize {
        match self {
            Self::Upper => 0,
            Self::Middle => HIGH / 2 - 1,
            Self::Lower => HIGH / 2,
        }
    }

    fn height(self) -> usize {
        if self == Self::Middle { 3 } else { HIGH / 2 }
    }
}

/// Everything else: one element a run of cells in the same style.
fn texts(screen: &Screen, columns: u16, lines: u16) -> String {
    let mut svg = String::new();
    for row in 0..lines {
        let mut column = 0;
        while column < columns {
            let first = screen.cell(row, column).unwrap();
            if !is_letter(first) {
                column += 1;
                continue;
            }
            let begin = column;
            let mut text = String::new();
            while let Some(cell) = screen.cell(row, column) {
                let joins = is_letter(cell) || is_gap(screen, row, column);
                if !joins || style(cell) != style(first) {
                    break;
                }
                text.push_str(if cell.has_contents() { cell.contents() } else { " " });
                column += 1;
            }
            let x = usize::from(begin) * WIDE;
            let y = usize::from(row) * HIGH + 14;
            let length = usize::from(column - begin) * WIDE;
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            let _ = writeln!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\"{}>{text}</text>",
                style(first)
            );
        }
    }
    svg
}

fn is_letter(cell: &Cell) -> bool {
    cell.has_contents() && !matches!(cell.contents(), " " | "▀" | "━")
}

/// Whether this is a single blank between two words.
fn is_gap(screen: &Screen, row: u16, column: u16) -> bool {
    let letter = |column| screen.cell(row, column).is_some_and(is_letter);
    column > 0 && letter(column - 1) && letter(column + 1)
}

fn style(cell: &Cell) -> String {
    let mut style = String::new();
    let colour = colour(cell);
    if colour != FOREGROUND {
        let _ = write!(style, " fill=\"{colour}\"");
    }
    if cell.bold() {
        style.push_str(" font-weight=\"600\"");
    }
    style
}

/// The colour of what is written in a cell.
fn colour(cell: &Cell) -> String {
    match cell.fgcolor() {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Idx(2) => "#3fb950".to_owned(),
        Color::Idx(8) => "#7d8590".to_owned(),
        Color::Idx(other) => panic!("the picture has no colour {other}"),
        Color::Default if cell.bold() => BRIGHT.to_owned(),
        Color::Default => FOREGROUND.to_owned(),
    }
}
