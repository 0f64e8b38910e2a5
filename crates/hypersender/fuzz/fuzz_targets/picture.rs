//! Pictures, decoded and drawn. The first byte says how the rest becomes one: as the bytes of a
//! PNG, whose checksums are made good; as pixels; or as a text, which has to be read again.

#![no_main]

use hypersender::{QrCode, fuzzing};
use libfuzzer_sys::fuzz_target;
use png::{BitDepth, ColorType, Encoder};
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, Version};

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else {
        return;
    };
    match kind % 3 {
        0 => {
            let mut png = rest.to_vec();
            if pixels(&png) > MOST_PIXELS {
                return;
            }
            mend(&mut png);
            if let Ok(code) = QrCode::from_png(png) {
                look(&code);
            }
        }
        1 => {
            if let Some(png) = of_pixels(rest) {
                look(&QrCode::from_png(png).expect("a PNG that was just made"));
            }
        }
        _ => {
            if let Some((png, text)) = of_text(rest) {
                let code = QrCode::from_png(png).expect("a PNG that was just made");
                assert_eq!(code.payload().expect("a code").reveal(), text);
                look(&code);
            }
        }
    }
});

/// Everything that can be drawn of it says the same.
fn look(code: &QrCode) {
    let Ok(payload) = code.payload() else {
        assert!(code.svg().is_err() && code.terminal().is_err());
        return;
    };
    assert_eq!(fuzzing::compact_text(code).as_deref(), Some(payload.reveal().as_bytes()));
    let (columns, lines) = code.terminal_size().expect("a code");
    let drawn = code.terminal().expect("a code");
    assert_eq!(drawn.lines().count(), usize::from(lines));
    assert!(drawn.lines().all(|line| line.matches('▀').count() == usize::from(columns)));
    assert!(code.svg().expect("a code").ends_with("</svg>"));
}

/// Twice what the service draws. In a larger picture there is nothing else to find, and a search takes
/// a hundred times as long; that the largest ones are bounded is a test's to show.
const MOST_PIXELS: usize = 400 * 400;

/// As many as the header says.
fn pixels(png: &[u8]) -> usize {
    let side = |at: usize| {
        let bytes = png.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    };
    side(16).unwrap_or(0).saturating_mul(side(20).unwrap_or(0))
}

/// Writes the right checksum behind every chunk.
fn mend(png: &mut [u8]) {
    let mut at = 8;
    while let Some(length) = png.get(at..at + 4) {
        let length = u32::from_be_bytes(length.try_into().expect("four bytes")) as usize;
        let Some(sum) = png.get(at + 4..at + 8 + length).map(crc32fast::hash) else {
            return;
        };
        let end = at + 8 + length;
        let Some(place) = png.get_mut(end..end + 4) else {
            return;
        };
        place.copy_from_slice(&sum.to_be_bytes());
        at = end + 4;
    }
}

fn of_pixels(bytes: &[u8]) -> Option<Vec<u8>> {
    let (&[width, kind], pixels) = bytes.split_first_chunk()?;
    let (color, samples) = [
        (ColorType::Grayscale, 1),
        (ColorType::GrayscaleAlpha, 2),
        (ColorType::Rgb, 3),
        (ColorType::Rgba, 4),
    ][usize::from(kind % 4)];
    let row = usize::from(width.max(1)) * samples;
    let height = pixels.len() / row;
    let pixels = &pixels[..height * row];
    (height > 0).then(|| encoded(u32::from(width.max(1)), height, color, pixels))
}

fn of_text(bytes: &[u8]) -> Option<(Vec<u8>, &str)> {
    let (&[scale, quiet, level], text) = bytes.split_first_chunk()?;
    let text = std::str::from_utf8(text).ok().filter(|text| !text.is_empty())?;
    let level = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H][usize::from(level % 4)];
    let code = (1..=40).find_map(|version| {
        let mut bits = Bits::new(Version::Normal(version));
        bits.push_byte_data(text.as_bytes()).ok()?;
        bits.push_terminator(level).ok()?;
        qrcode::QrCode::with_bits(bits, level).ok()
    })?;
    let quiet = 2 + usize::from(quiet % 6);
    let modules = code.width() + 2 * quiet;
    let most = (MOST_PIXELS.isqrt() / modules).clamp(2, 7);
    let scale = 2 + usize::from(scale) % (most - 1);
    let side = modules * scale;
    let mut pixels = vec![255; side * side];
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % code.width() + quiet, at / code.width() + quiet);
            for row in y * scale..(y + 1) * scale {
                pixels[row * side + x * scale..][..scale].fill(0);
            }
        }
    }
    Some((encoded(u32::try_from(side).ok()?, side, ColorType::Grayscale, &pixels), text))
}

fn encoded(width: u32, height: usize, color: ColorType, pixels: &[u8]) -> Vec<u8> {
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, width, u32::try_from(height).expect("few rows"));
    encoder.set_color(color);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder.write_header().expect("memory can be written to");
    writer.write_image_data(pixels).expect("as many pixels as were said");
    writer.finish().expect("memory can be written to");
    png
}
