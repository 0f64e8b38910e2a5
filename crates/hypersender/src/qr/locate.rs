//! Where a code may lie in a picture, and its modules there.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places in a picture of at most 4 megapixels, and versions from 1 to 40"
)]

use super::finders::Finder;
use super::modules::Modules;
use super::pixels::Pixels;

/// How many places are tried, the likeliest first.
const MOST_PLACES: usize = 12;

/// Three squares that stand at a right angle, as those of a code do.
struct Corner {
    at: Finder,
    right: (f64, f64),
    down: (f64, f64),
    /// How far from a right angle and from equal sides.
    skew: f64,
    unit: f64,
}

/// The modules of everything that may be a code, the likeliest first.
pub(super) fn candidates<'a>(
    pixels: &'a Pixels,
    finders: &[Finder],
) -> impl Iterator<Item = Modules> + use<'a> {
    let mut corners = corners(finders);
    corners.sort_by(|one, other| {
        one.rank().cmp(&other.rank()).then(other.side().total_cmp(&one.side()))
    });
    corners.truncate(MOST_PLACES);
    corners.into_iter().flat_map(move |corner| {
        let sizes = corner.sizes();
        sizes.filter_map(move |size| corner.modules(pixels, size))
    })
}

fn corners(finders: &[Finder]) -> Vec<Corner> {
    let mut corners = Vec::new();
    for (a, at) in finders.iter().enumerate() {
        for (b, one) in finders.iter().enumerate() {
            for (c, other) in finders.iter().enumerate().skip(b + 1) {
                if a != b && a != c {
                    corners.extend(Corner::of(at, one, other));
                }
            }
        }
    }
    corners
}

impl Corner {
    fn of(at: &Finder, one: &Finder, other: &Finder) -> Option<Self> {
        let one_side = (one.x - at.x, one.y - at.y);
        let other_side = (other.x - at.x, other.y - at.y);
        let (one_length, other_length) = (length(one_side), length(other_side));
        let cosine =
            (one_side.0 * other_side.0 + one_side.1 * other_side.1) / (one_length * other_length);
        let longer = one_length.max(other_length);
        let skew = cosine.abs() + (one_length - other_length).abs() / longer;
        let units = [at.unit, one.unit, other.unit];
        let largest = units.into_iter().fold(0.0, f64::max);
        let smallest = units.into_iter().fold(f64::MAX, f64::min);
        if !(skew < 0.2 && largest < smallest * 1.5) {
            return None;
        }
        let clockwise = one_side.0 * other_side.1 > one_side.1 * other_side.0;
        let (right, down) = if clockwise { (one_side, other_side) } else { (other_side, one_side) };
        Some(Self { at: *at, right, down, skew, unit: units.into_iter().sum::<f64>() / 3.0 })
    }

    /// How straight it is, in steps of a size that the pixels allow. Of two that are equally
    /// straight the larger one is the likelier: what looks like a square by chance lies inside of
    /// a code.
    fn rank(&self) -> usize {
        (self.skew * 40.0) as usize
    }

    fn side(&self) -> f64 {
        length(self.right).max(length(self.down))
    }

    /// The numbers of modules that a side may have: the measured one and its neighbours.
    fn sizes(&self) -> impl Iterator<Item = usize> + use<> {
        let side = f64::midpoint(length(self.right), length(self.down)) / self.unit;
        let version = ((side + 7.0 - 17.0) / 4.0).round().clamp(0.0, 41.0) as usize;
        let near = [version, version.saturating_sub(1), version + 1];
        near.into_iter()
            .filter(|version| (1..=40).contains(version))
            .map(|version| version * 4 + 17)
    }

    /// Takes the pixel in the middle of each module; `None` if one lies outside of the picture.
    fn modules(&self, pixels: &Pixels, size: usize) -> Option<Modules> {
        // The squares' middles lie three and a half modules from the edges.
        let steps = (size - 7) as f64;
        let point = |column: usize, row: usize| {
            let (across, along) = ((column as f64 - 3.0) / steps, (row as f64 - 3.0) / steps);
            let x = self.at.x + self.right.0 * across + self.down.0 * along;
            let y = self.at.y + self.right.1 * across + self.down.1 * along;
            (x, y)
        };
        Modules::from_fn(size, |column, row| {
            let (x, y) = point(column, row);
            let inside =
                x >= 0.0 && y >= 0.0 && x < pixels.width as f64 && y < pixels.height as f64;
            inside.then(|| pixels.is_dark(x as usize, y as usize))
        })
    }
}

fn length((x, y): (f64, f64)) -> f64 {
    x.hypot(y)
}
