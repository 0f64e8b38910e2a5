//! The squares in three corners of a code, by which it is found.
//!
//! The time this takes grows with the pixels alone, whatever they show: each candidate costs no
//! more than its own extent, and after too many the picture is given up.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places in a picture of at most 4 megapixels"
)]

use super::pixels::Pixels;

/// A picture with more of them shows something else than one code.
const MOST: usize = 32;

/// Of the 49 modules of such a square so many may be another, if the picture is not quite straight.
const MOST_WRONG: usize = 10;

/// One such square: a dark block of 3 modules in a light and a dark ring.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finder {
    pub(super) x: f64,
    pub(super) y: f64,
    /// The pixels of a module's side.
    pub(super) unit: f64,
    /// How many rows showed it.
    rows: f64,
}

/// All of them, or none if there are too many.
pub(super) fn find(pixels: &Pixels) -> Vec<Finder> {
    let mut found: Vec<Finder> = Vec::new();
    for (y, row) in pixels.rows().enumerate() {
        let mut runs = [0; 5];
        let mut end = 0;
        for run in row.chunk_by(|one, next| one == next) {
            end += run.len();
            runs.rotate_left(1);
            runs[4] = run.len();
            let Some(finder) = run[0].then(|| confirm(pixels, end, y, runs)).flatten() else {
                continue;
            };
            if let Some(known) = found.iter_mut().find(|known| known.is_same(&finder)) {
                known.add(&finder);
            } else if found.len() < MOST {
                found.push(finder);
            } else {
                return Vec::new();
            }
        }
    }
    found
}

impl Finder {
    fn is_same(&self, other: &Self) -> bool {
        let near = self.unit * 2.0;
        (self.x - other.x).abs() < near && (self.y - other.y).abs() < near
    }

    /// Whether all of it is there, not the cross through its middle alone, which the data of a code
    /// often show by chance.
    fn is_square(&self, pixels: &Pixels) -> bool {
        let place = |middle: f64, steps: i8| middle + f64::from(steps) * self.unit;
        let is_wrong = |across: i8, along: i8| {
            let (x, y) = (place(self.x, across), place(self.y, along));
            let inside = x >= 0.0 && y >= 0.0;
            let (x, y) = (x as usize, y as usize);
            let expected = across.abs().max(along.abs()) != 2;
            !(inside && x < pixels.width && y < pixels.height && pixels.is_dark(x, y) == expected)
        };
        let modules = (-3..=3).flat_map(|along| (-3..=3).map(move |across| (across, along)));
        modules.filter(|&(across, along)| is_wrong(across, along)).count() <= MOST_WRONG
    }

    /// Averages over the rows.
    fn add(&mut self, other: &Self) {
        let mean = |all: f64, one: f64| (all * self.rows + one) / (self.rows + 1.0);
        *self = Self {
            x: mean(self.x, other.x),
            y: mean(self.y, other.y),
            unit: mean(self.unit, other.unit),
            rows: self.rows + 1.0,
        };
    }
}

/// The size of a module, if five runs of pixels are a cut through such a square: 1, 1, 3, 1, 1.
fn unit_of(runs: [usize; 5]) -> Option<f64> {
    let unit = runs.iter().sum::<usize>() as f64 / 7.0;
    let fits = |run: usize, units: f64| (run as f64 - units * unit).abs() < units * unit / 2.0;
    let all = runs.iter().zip([1.0, 1.0, 3.0, 1.0, 1.0]);
    all.into_iter().all(|(&run, units)| fits(run, units)).then_some(unit)
}

/// A square whose row ends at `end`, if the column and the row through its middle show it too.
fn confirm(pixels: &Pixels, end: usize, y: usize, runs: [usize; 5]) -> Option<Finder> {
    let unit = unit_of(runs)?;
    let longest = runs[2] * 2;
    let middle = end - runs[4] - runs[3] - runs[2].div_ceil(2);
    let column = |i: usize| (i < pixels.height).then(|| pixels.is_dark(middle, i));
    let (center_y, unit_down) = cut(column, y, longest)?;
    let row_y = center_y as usize;
    let row = |i: usize| (i < pixels.width).then(|| pixels.is_dark(i, row_y));
    let (center_x, unit_across) = cut(row, middle, longest)?;
    if (unit_down - unit).abs() > unit / 2.0 || (unit_across - unit).abs() > unit / 2.0 {
        return None;
    }
    let finder =
        Finder { x: center_x, y: center_y, unit: f64::midpoint(unit_across, unit_down), rows: 1.0 };
    finder.is_square(pixels).then_some(finder)
}

/// The middle and the module size of the square that a line of pixels cuts at `from`.
fn cut(line: impl Fn(usize) -> Option<bool>, from: usize, longest: usize) -> Option<(f64, f64)> {
    let walk = |step: &dyn Fn(usize) -> Option<usize>| -> Option<[usize; 3]> {
        let mut runs = [0; 3];
        let mut place = from;
        for (run, dark) in runs.iter_mut().zip([true, false, true]) {
            while let Some(next) = step(place).filter(|&next| line(next) == Some(dark)) {
                place = next;
                *run += 1;
                if *run > longest {
                    return None;
                }
            }
        }
        Some(runs)
    };
    if line(from) != Some(true) {
        return None;
    }
    let back = walk(&|place| place.checked_sub(1))?;
    let forth = walk(&|place| place.checked_add(1))?;
    let block = back[0] + 1 + forth[0];
    let unit = unit_of([back[2], back[1], block, forth[1], forth[2]])?;
    Some(((from - back[0]) as f64 + block as f64 / 2.0, unit))
}
