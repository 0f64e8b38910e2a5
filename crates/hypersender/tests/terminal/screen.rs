//! What a terminal makes of the text: cells with a character and two colours.

use crate::theme::{Rgb, Theme};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Colour {
    Default,
    Index(u8),
    Rgb(Rgb),
}

/// What a terminal does with `38;2;r;g;b`. All of them know `38;5;n`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Dialect {
    /// It is a colour.
    Known,
    /// Its length is known, and it is left out.
    Skipped,
    /// Each of the numbers is taken alone: 2 is faint, 0 would be a reset.
    OneByOne,
    /// It is taken for `38;5;r`, and the rest one by one.
    AsIndex,
}

pub(crate) const DIALECTS: [Dialect; 4] =
    [Dialect::Known, Dialect::Skipped, Dialect::OneByOne, Dialect::AsIndex];

#[derive(Debug, Clone, Copy, PartialEq)]
struct Pen {
    foreground: Colour,
    background: Colour,
    faint: bool,
    concealed: bool,
    reversed: bool,
}

const PLAIN: Pen = Pen {
    foreground: Colour::Default,
    background: Colour::Default,
    faint: false,
    concealed: false,
    reversed: false,
};

/// A place on the screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) character: char,
    pen: Pen,
}

impl Cell {
    /// The colours of the character and of what is behind it.
    pub(crate) fn colours(&self, theme: &Theme) -> (Rgb, Rgb) {
        let pen = self.pen;
        let mut foreground = theme.rgb_of(pen.foreground, theme.foreground);
        let mut background = theme.rgb_of(pen.background, theme.background);
        if pen.reversed {
            std::mem::swap(&mut foreground, &mut background);
        }
        if pen.faint {
            foreground = std::array::from_fn(|at| u8::midpoint(foreground[at], background[at]));
        }
        if pen.concealed {
            foreground = background;
        }
        (foreground, background)
    }
}

/// The lines of a text as cells.
pub(crate) fn lines_of(text: &str, dialect: Dialect) -> Vec<Vec<Cell>> {
    let mut pen = PLAIN;
    text.lines().map(|line| cells_of(line, &mut pen, dialect)).collect()
}

fn cells_of(line: &str, pen: &mut Pen, dialect: Dialect) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if let Some(sequence) = rest.strip_prefix("\x1B[") {
            let (codes, after) = sequence.split_once('m').expect("only colours are set");
            let codes: Vec<u8> = codes.split(';').map(|code| code.parse().unwrap_or(0)).collect();
            pen.set(&codes, dialect);
            rest = after;
        } else {
            assert!(!character.is_control(), "only colours are set: {line:?}");
            cells.push(Cell { character, pen: *pen });
            rest = &rest[character.len_utf8()..];
        }
    }
    cells
}

impl Pen {
    fn set(&mut self, mut codes: &[u8], dialect: Dialect) {
        while let [code, rest @ ..] = codes {
            codes = rest;
            match (code, rest) {
                (38 | 48, [5, index, rest @ ..]) => {
                    self.colour(*code, Colour::Index(*index));
                    codes = rest;
                }
                (38 | 48, [2, r, g, b, after @ ..]) => match dialect {
                    Dialect::Known => {
                        self.colour(*code, Colour::Rgb([*r, *g, *b]));
                        codes = after;
                    }
                    Dialect::Skipped => codes = after,
                    Dialect::OneByOne => {}
                    Dialect::AsIndex => {
                        self.colour(*code, Colour::Index(*r));
                        codes = &rest[2..];
                    }
                },
                (code, _) => self.one(*code),
            }
        }
    }

    fn colour(&mut self, code: u8, colour: Colour) {
        let which = if code == 38 { &mut self.foreground } else { &mut self.background };
        *which = colour;
    }

    fn one(&mut self, code: u8) {
        match code {
            0 => *self = PLAIN,
            2 => self.faint = true,
            7 => self.reversed = true,
            8 => self.concealed = true,
            22 => self.faint = false,
            27 => self.reversed = false,
            28 => self.concealed = false,
            30..=37 => self.foreground = Colour::Index(code - 30),
            39 => self.foreground = Colour::Default,
            40..=47 => self.background = Colour::Index(code - 40),
            49 => self.background = Colour::Default,
            90..=97 => self.foreground = Colour::Index(code - 90 + 8),
            100..=107 => self.background = Colour::Index(code - 100 + 8),
            _ => {}
        }
    }
}
