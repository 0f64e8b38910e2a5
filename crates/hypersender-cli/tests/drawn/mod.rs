//! The README's picture, read: the code in it and the words.

use std::collections::HashSet;

use rqrr::PreparedImage;

/// Where the picture is kept.
pub(crate) const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.github/demo.svg");

/// The text of the code that a picture shows.
pub(crate) fn code_in(svg: &str) -> Option<String> {
    let light: HashSet<(usize, usize)> = svg
        .lines()
        .filter(|line| line.contains("fill=\"#ffffff\""))
        .flat_map(|line| line.split('M').skip(1).flat_map(pixels))
        .collect();
    let width = light.iter().map(|pixel| pixel.0).max()? + 9;
    let height = light.iter().map(|pixel| pixel.1).max()? + 9;
    let mut image = PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        if light.contains(&(x, y)) { 255 } else { 0 }
    });
    match image.detect_grids().as_slice() {
        [code] => code.decode().ok().map(|(_, text)| text),
        _ => None,
    }
}

/// The pixels of a rectangle, written as `x yhWvHh-Wz`.
fn pixels(path: &str) -> Vec<(usize, usize)> {
    let mut numbers = path.split([' ', 'h', 'v']).map_while(|number| number.parse().ok());
    let mut next = || numbers.next().unwrap_or(0);
    let (left, top, width, height) = (next(), next(), next(), next());
    (left..left + width).flat_map(|x| (top..top + height).map(move |y| (x, y))).collect()
}

/// The words that a picture shows, but for those with a digit: they are others in every run.
pub(crate) fn words_in(svg: &str) -> Vec<&str> {
    svg.split("</text>")
        .filter_map(|text| text.rsplit_once('>'))
        .flat_map(|(_, text)| text.split_whitespace())
        .filter(|word| !word.contains(|c: char| c.is_ascii_digit()))
        .collect()
}
