//! Bytes and pictures that mean harm: never a panic, never long.

use png::{BitDepth, ColorType};
use proptest::prelude::*;

use super::pictures::{Drawing, WHATSAPP, chunk, deflated, encode, header, png_of};
use super::{arrived, arrived_bytes};
use crate::qr::QrCode;

/// Everything that can be asked of a code.
fn use_up(code: &QrCode) {
    let texts = [code.base64(), code.data_uri(), format!("{code:?}")];
    assert!(texts.iter().all(|text| !text.is_empty()));
    let read = code.payload().is_ok();
    assert_eq!(code.svg().is_ok(), read);
    assert_eq!(code.terminal().is_ok(), read);
    assert_eq!(code.terminal_size().is_ok(), read);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn any_text_is_a_code_or_an_error(text in ".{0,200}") {
        let _ = arrived(&text).map(|code| use_up(&code));
    }

    #[test]
    fn any_bytes_are_a_code_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = arrived_bytes(&bytes).map(|code| use_up(&code));
        let _ = arrived_bytes(&[b"\x89PNG\r\n\x1A\n", &bytes[..]].concat()).map(|code| use_up(&code));
    }

    /// The checksums are right, so that what is inside gets as far as the decoder.
    #[test]
    fn any_chunks_are_a_code_or_an_error(
        (width, height, rest) in (0..40_u32, 0..40_u32, any::<[u8; 5]>()),
        chunks in proptest::collection::vec((0..8_usize, proptest::collection::vec(any::<u8>(), 0..60)), 0..6),
    ) {
        const NAMES: [&[u8; 4]; 8] =
            [b"IDAT", b"PLTE", b"tRNS", b"acTL", b"fcTL", b"fdAT", b"iCCP", b"zTXt"];
        let mut start = header(width, height, 0);
        start[8..].copy_from_slice(&rest);
        let mut parts = vec![chunk(b"IHDR", &start)];
        parts.extend(chunks.iter().map(|(name, data)| chunk(NAMES[*name], data)));
        parts.push(chunk(b"IDAT", b"x"));
        parts.push(chunk(b"IEND", b""));
        let _ = arrived_bytes(&png_of(&parts)).map(|code| use_up(&code));
    }

    #[test]
    fn a_code_with_changed_pixels_is_read_right_or_not_at_all(
        changes in proptest::collection::vec((0..276_usize * 276, any::<u8>()), 0..4000),
        square in (0..276_usize, 0..276_usize, 0..100_usize),
    ) {
        let text = &WHATSAPP[..240];
        let drawing = Drawing::of(text);
        let side = drawing.pixels();
        prop_assert_eq!(side, 276);
        let mut rows: Vec<u8> =
            (0..side * side).map(|place| if drawing.is_dark(place % side, place / side) { 0 } else { 255 }).collect();
        for (place, level) in changes {
            rows[place] = level;
        }
        let (left, top, size) = square;
        for y in top..(top + size).min(side) {
            rows[y * side + left..y * side + (left + size).min(side)].fill(255);
        }
        let code = arrived_bytes(&encode(side, ColorType::Grayscale, BitDepth::Eight, &rows)).unwrap();
        use_up(&code);
        if let Ok(payload) = code.payload() {
            prop_assert_eq!(payload.reveal(), text);
        }
    }

    #[test]
    fn any_text_in_a_code_survives_the_terminal_s_smaller_code(text in "\\PC{1,120}") {
        let code = arrived_bytes(&Drawing::of(&text).grey()).unwrap();
        prop_assert_eq!(code.payload().unwrap().reveal(), &text);
        let smallest = crate::qr::modules::Modules::smallest(&text).unwrap();
        prop_assert_eq!(crate::qr::decode::text(&smallest).unwrap(), text.as_bytes());
    }
}

/// The whole of 4 megapixels, full of what a code is found by.
#[test]
fn a_picture_full_of_finder_patterns_is_given_up_soon() {
    const SIDE: usize = 2000;
    let dark = |x: usize, y: usize| {
        let (x, y) = (x % 8, y % 8);
        let ring = x.min(y).min(6_usize.wrapping_sub(x.max(y)));
        x < 7 && y < 7 && (ring == 0 || ring >= 2)
    };
    let rows: Vec<u8> = (0..SIDE * SIDE)
        .map(|place| if dark(place % SIDE, place / SIDE) { 0 } else { 255 })
        .collect();
    let png = encode(SIDE, ColorType::Grayscale, BitDepth::Eight, &rows);
    arrived_bytes(&png).unwrap().payload().unwrap_err();
}

#[test]
fn pictures_of_one_row_or_column_have_no_code() {
    for (width, height) in [(1, 1), (400_000, 1), (1, 400_000), (7, 7)] {
        let rows: Vec<u8> = (0..height)
            .flat_map(|y| {
                let row = (0..width).map(move |x| if (x + y) % 2 == 0 { 0 } else { 255 });
                std::iter::once(0).chain(row)
            })
            .collect();
        let png = deflated(width, height, 0, &rows);
        arrived_bytes(&png).unwrap().payload().unwrap_err();
    }
}

#[test]
fn a_small_file_that_inflates_without_end_costs_no_more_than_its_picture() {
    let png = deflated(10, 10, 0, &vec![0; 8_000_000]);
    arrived_bytes(&png).unwrap().payload().unwrap_err();
}
