//! What is read out of a picture, of whatever kind it is.

use png::{BitDepth, ColorType};
use qrcode::EcLevel;

use super::arrived_bytes;
use super::pictures::{Drawing, WHATSAPP, chunk, encode, header, png_of};
use crate::error::{ErrorKind, Reason};
use crate::qr::QrCode;

fn payload(png: &[u8]) -> String {
    arrived_bytes(png).unwrap().payload().unwrap().reveal().to_owned()
}

#[test]
fn every_colour_type_and_depth_is_read() {
    use BitDepth::{Eight, Four, One, Sixteen, Two};
    use ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};
    let drawing = Drawing::of(WHATSAPP);
    for (color, depth, light, dark) in [
        (Grayscale, One, &[1][..], &[0][..]),
        (Grayscale, Two, &[3], &[0]),
        (Grayscale, Four, &[12], &[3]),
        (Grayscale, Eight, &[250], &[9]),
        (Grayscale, Sixteen, &[0xFF, 0xFE], &[0, 9]),
        (GrayscaleAlpha, Eight, &[255, 255], &[0, 255]),
        (GrayscaleAlpha, Eight, &[0, 0], &[0, 255]), // black on nothing
        (GrayscaleAlpha, Sixteen, &[0, 0, 0, 0], &[0, 0, 0xFF, 0xFF]),
        (Rgb, Eight, &[240, 255, 240], &[18, 140, 126]), // the green of WhatsApp
        (Rgb, Sixteen, &[0xFF, 0, 0xFF, 0, 0xFF, 0], &[0, 1, 0, 2, 0, 3]),
        (Rgba, Eight, &[255, 255, 255, 255], &[0, 0, 0, 255]),
        (Rgba, Eight, &[0, 0, 0, 0], &[0, 0, 0, 255]),
        (Rgba, Eight, &[0, 0, 0, 0], &[0, 0, 0, 180]),
        (Rgba, Sixteen, &[0; 8], &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        (Indexed, One, &[0], &[1]),
        (Indexed, Two, &[0], &[1]),
        (Indexed, Four, &[0], &[1]),
        (Indexed, Eight, &[0], &[1]),
    ] {
        let png = drawing.encode(color, depth, light, dark);
        assert_eq!(payload(&png), WHATSAPP, "{color:?} {depth:?} {light:?} {dark:?}");
    }
}

#[test]
fn an_interlaced_picture_is_read() {
    assert_eq!(payload(&Drawing::of(WHATSAPP).interlaced()), WHATSAPP);
}

#[test]
fn every_version_level_and_scale_is_read() {
    for length in [2, 100, 240, 1000] {
        let text: String = WHATSAPP.chars().cycle().take(length).collect();
        for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
            for scale in [1, 2, 5] {
                let png = Drawing::with(&text, level, scale).grey();
                assert_eq!(
                    payload(&png),
                    text,
                    "{length} characters, {level:?}, {scale} pixels a module"
                );
            }
        }
    }
}

#[test]
fn the_largest_code_is_read() {
    let text = "x".repeat(2953);
    assert_eq!(payload(&Drawing::with(&text, EcLevel::L, 2).grey()), text);
}

/// As a picture is that somebody scaled, cut or turned: `take` says which pixel of the source.
fn redrawn(side: usize, take: impl Fn(f64, f64) -> (f64, f64)) -> Vec<u8> {
    let source = Drawing::of(WHATSAPP);
    let rows: Vec<u8> = (0..side * side)
        .map(|place| {
            #[expect(clippy::cast_precision_loss, reason = "a small picture")]
            let (x, y) = take((place % side) as f64 + 0.5, (place / side) as f64 + 0.5);
            #[expect(clippy::cast_precision_loss, reason = "a small picture")]
            let inside = |at: f64| at >= 0.0 && at < source.pixels() as f64;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside")]
            let dark = inside(x) && inside(y) && source.is_dark(x as usize, y as usize);
            if dark { 0 } else { 255 }
        })
        .collect();
    encode(side, ColorType::Grayscale, BitDepth::Eight, &rows)
}

#[test]
fn a_scaled_cut_or_turned_picture_is_read() {
    for side in [200, 256, 300, 333, 400, 512, 1000] {
        #[expect(clippy::cast_precision_loss, reason = "a small picture")]
        let by = 292.0 / side as f64;
        assert_eq!(payload(&redrawn(side, |x, y| (x * by, y * by))), WHATSAPP, "{side} pixels");
    }
    let no_quiet_zone = redrawn(260, |x, y| (x + 16.0, y + 16.0));
    assert_eq!(payload(&no_quiet_zone), WHATSAPP);
    for quarters in 1..4 {
        let turned = redrawn(292, |x, y| match quarters {
            1 => (y, 292.0 - x),
            2 => (292.0 - x, 292.0 - y),
            _ => (292.0 - y, x),
        });
        assert_eq!(payload(&turned), WHATSAPP, "{quarters} quarters");
    }
    let (sin, cos) = 4.0_f64.to_radians().sin_cos();
    let askew = redrawn(340, |x, y| {
        let (x, y) = (x - 170.0, y - 170.0);
        (x * cos - y * sin + 146.0, x * sin + y * cos + 146.0)
    });
    assert_eq!(payload(&askew), WHATSAPP);
}

#[test]
fn a_picture_without_a_code_can_still_be_shown_and_saved() {
    let pattern = |of: &dyn Fn(usize) -> u8| -> Vec<u8> { (0..64 * 64).map(of).collect() };
    for rows in
        [pattern(&|_| 255), pattern(&|_| 0), pattern(&|place| if place % 3 == 0 { 0 } else { 255 })]
    {
        let png = encode(64, ColorType::Grayscale, BitDepth::Eight, &rows);
        let code = arrived_bytes(&png).unwrap();
        assert_eq!(code.png(), png);
        assert!(code.data_uri().starts_with("data:image/png;base64,iVBORw0KGgo"));
        let folder = tempfile::tempdir().unwrap();
        code.save(folder.path().join("code.png")).unwrap();
        assert_has_no_code(&code);
    }
}

#[test]
fn a_picture_with_a_damaged_inside_has_no_code() {
    let png = png_of(&[
        chunk(b"IHDR", &header(292, 292, 0)),
        chunk(b"IDAT", b"no deflate"),
        chunk(b"IEND", b""),
    ]);
    assert_has_no_code(&arrived_bytes(&png).unwrap());
}

fn assert_has_no_code(code: &QrCode) {
    for error in [
        code.payload().unwrap_err(),
        code.svg().unwrap_err(),
        code.terminal().unwrap_err(),
        code.terminal_size().unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        assert_eq!(error.reason(), Some(Reason::NotAQrCode));
        assert_eq!(error.json_path(), Some("$.qr_code"));
    }
}

#[test]
fn a_text_that_is_no_whatsapp_code_is_read_too() {
    for text in
        ["https://example.com/?a=1", "12345678901234567890", "HELLO WORLD", "Grüße, 世界 📱"]
    {
        assert_eq!(payload(&Drawing::of(text).grey()), text);
    }
}

#[test]
fn a_code_with_a_logo_over_it_is_read() {
    let drawing = Drawing::with(WHATSAPP, EcLevel::H, 4);
    let side = drawing.pixels();
    let logo = side * 9 / 20..side * 11 / 20;
    let rows: Vec<u8> = (0..side * side)
        .map(|place| {
            let (x, y) = (place % side, place / side);
            let covered = logo.contains(&x) && logo.contains(&y);
            if covered || !drawing.is_dark(x, y) { 255 } else { 0 }
        })
        .collect();
    assert_eq!(payload(&encode(side, ColorType::Grayscale, BitDepth::Eight, &rows)), WHATSAPP);
}

#[test]
fn an_animated_picture_is_read_by_its_first_frame() {
    let drawing = Drawing::of(WHATSAPP);
    let side = u32::try_from(drawing.pixels()).unwrap();
    let control = |order: u32, width: u32| {
        let place = [0; 8];
        [
            &order.to_be_bytes()[..],
            &width.to_be_bytes(),
            &width.to_be_bytes(),
            &place,
            &[0, 1, 0, 10, 0, 0],
        ]
        .concat()
    };
    for frame in [side, 7] {
        let mut animated = drawing.grey();
        let chunks = [
            chunk(b"acTL", &[1_u32.to_be_bytes(), 0_u32.to_be_bytes()].concat()),
            chunk(b"fcTL", &control(0, frame)),
        ];
        let after_header = 8 + 25;
        animated.splice(after_header..after_header, chunks.concat());
        let code = arrived_bytes(&animated).unwrap();
        if frame == side {
            assert_eq!(code.payload().unwrap().reveal(), WHATSAPP);
        } else {
            assert_has_no_code(&code);
        }
    }
}

#[test]
fn squares_that_are_in_the_data_by_chance_do_not_hide_the_code() {
    let text = std::str::from_utf8(include_bytes!("false_corners.bin")).unwrap();
    let mut bits = qrcode::bits::Bits::new(qrcode::Version::Normal(34));
    bits.push_byte_data(text.as_bytes()).unwrap();
    bits.push_terminator(EcLevel::H).unwrap();
    let code = qrcode::QrCode::with_bits(bits, EcLevel::H).unwrap();
    for scale in 2..=7 {
        assert_eq!(payload(&Drawing::of_code(&code, scale).grey()), text, "{scale}");
    }
}
