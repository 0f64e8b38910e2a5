//! The picture as a phone sees it: a little turned, a little blurred.

use crate::raster::Picture;

const TURN: f64 = 3.0;
/// In pixels to each side, twice; a module is 8 wide.
const BLUR: usize = 2;

pub(crate) fn photograph(picture: &Picture) -> Picture {
    let mut seen = turned(picture);
    let Picture { width, height, .. } = seen;
    for _ in 0..2 {
        for row in 0..height {
            blur(&mut seen.levels[row * width..], 1, width);
        }
        for column in 0..width {
            blur(&mut seen.levels[column..], width, height);
        }
    }
    seen
}

/// Turned around its middle. What comes in at the corners looks like the edge.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places in a small picture"
)]
fn turned(picture: &Picture) -> Picture {
    let (sin, cos) = TURN.to_radians().sin_cos();
    let (width, height) = (picture.width as f64, picture.height as f64);
    let mut turned = Picture::filled(picture.width, picture.height, 0);
    for row in 0..picture.height {
        let down = row as f64 + 0.5 - height / 2.0;
        for column in 0..picture.width {
            let across = column as f64 + 0.5 - width / 2.0;
            let x = (across * cos - down * sin + width / 2.0).clamp(0.0, width - 1.0) as usize;
            let y = (across * sin + down * cos + height / 2.0).clamp(0.0, height - 1.0) as usize;
            turned.levels[row * picture.width + column] = picture.levels[y * picture.width + x];
        }
    }
    turned
}

/// Makes every `step`th level the mean of those near it, `length` of them.
fn blur(levels: &mut [u8], step: usize, length: usize) {
    let line: Vec<usize> = (0..length).map(|at| usize::from(levels[at * step])).collect();
    let level = |at: usize| line[at.saturating_sub(BLUR).min(length - 1)];
    let mut sum: usize = (0..2 * BLUR).map(level).sum();
    for at in 0..length {
        sum += level(at + 2 * BLUR);
        levels[at * step] = u8::try_from(sum / (2 * BLUR + 1)).unwrap();
        sum -= level(at);
    }
}
