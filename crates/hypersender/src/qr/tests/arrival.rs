//! What is taken as a QR code, and what the refusal of everything else says.

use super::pictures::{Drawing, WHATSAPP, chunk, header, png_of};
use super::{arrived, arrived_bytes, refusal};
use crate::error::{ErrorKind, Reason};
use crate::qr::{QrCode, base64};

#[test]
fn base64_is_taken_in_every_usual_form() {
    let png = Drawing::of(WHATSAPP).grey();
    let plain = base64::encode(&png);
    let in_lines: Vec<_> =
        plain.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect();
    let url_safe = plain.replace('+', "-").replace('/', "_");
    assert_ne!(url_safe, plain);
    let unpadded = plain.trim_end_matches('=');
    for form in [
        plain.clone(),
        unpadded.to_owned(),
        url_safe.clone(),
        url_safe.trim_end_matches('=').to_owned(),
        in_lines.join("\r\n"),
        in_lines.join("\n") + "\n",
        url_safe.replace('A', " A\t"),
        format!(" {plain}\n"),
        format!("data:image/png;base64,{plain}"),
        format!("data:image/png;base64,{url_safe}"),
        format!("DATA:IMAGE/PNG;charset=utf-8;BASE64,\n{plain}"),
        format!("data:;base64,{plain}"),
    ] {
        let head: String = form.chars().take(40).collect();
        assert_eq!(arrived(&form).unwrap().png(), png, "{head}");
    }
}

#[test]
fn padding_of_every_length_is_left_out_without_harm() {
    let png = Drawing::of(WHATSAPP).grey();
    for more in 0..3 {
        let bytes = [png.clone(), vec![0; more]].concat();
        let plain = base64::encode(&bytes);
        for form in [plain.as_str(), plain.trim_end_matches('=')] {
            assert_eq!(arrived(form).unwrap().png(), png);
        }
    }
}

#[test]
fn what_is_not_base64_is_told_by_its_place_or_its_kind() {
    let png = base64::encode(&Drawing::of(WHATSAPP).grey());
    let mut star = png.clone();
    star.replace_range(99..100, "*");
    for (text, says) in [
        ("iVBORw0KGgoAAAANSUhEUgAAA...", "cut off with dots"),
        ("iVBORw0KGgoAAAANSUhEUgAAA…", "cut off with dots"),
        (star.as_str(), "character 100 "),
        (&png[..png.len() - 3], "no possible length"),
        ("<!DOCTYPE html><title>Login</title>", "an HTML page"),
        ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "an SVG"),
        ("https://example.com/qr.png", "the address of a picture"),
        (WHATSAPP, "its text"),
        ("{\"value\": \"2@…\"}", "JSON"),
        ("data:image/svg+xml;utf8,<svg/>", "whose data are not base64"),
        ("schöne Grüße", "character 4 "),
    ] {
        let (reason, message) = refusal(arrived(text));
        assert_eq!(reason, Reason::NotBase64, "{message}");
        assert!(message.contains(says), "{message} should say: {says}");
    }
}

#[test]
fn what_came_instead_of_a_png_is_named() {
    for (bytes, name) in [
        (&b"\xFF\xD8\xFF\xE0\0\x10JFIF"[..], "a JPEG"),
        (b"GIF89a\x01\0\x01\0", "a GIF"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a WebP"),
        (b"BM\x46\0\0\0", "a BMP"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "an SVG"),
        (b"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- x -->\n<SVG/>", "an SVG"),
        (b"\n <!doctype HTML><html>", "an HTML page"),
        (b"{\"message\":\"Server Error\"}", "JSON"),
        (b"iVBORw0KGgoAAAANSUhEUgAA", "base64 in base64"),
        (WHATSAPP.as_bytes(), "its text"),
    ] {
        let (reason, message) = refusal(arrived_bytes(bytes));
        assert_eq!(reason, Reason::NotPng);
        assert_eq!(message, format!("The QR code is {name} instead of a PNG."));
    }
    for bytes in [&b"Hello"[..], b"\x89PNX\r\n\x1A\n", &[0; 4096]] {
        let (reason, message) = refusal(arrived_bytes(bytes));
        assert_eq!((reason, message.as_str()), (Reason::NotPng, "The QR code is not a PNG."));
    }
    for nothing in ["", " \n", "====", "data:image/png;base64,", "data:image/png;base64"] {
        let expected = "The QR code is empty.".to_owned();
        assert_eq!(refusal(arrived(nothing)), (Reason::NotPng, expected));
    }
}

#[test]
fn a_png_that_is_cut_off_anywhere_is_broken() {
    let png = Drawing::of("2@short").grey();
    for length in 1..png.len() {
        let (reason, message) = refusal(arrived_bytes(&png[..length]));
        assert_eq!(reason, Reason::BrokenPng);
        assert_eq!(message, "The QR code is a PNG that is cut off.", "after {length} bytes");
    }
}

#[test]
fn a_png_with_one_changed_bit_is_never_taken() {
    let png = Drawing::of("2@short").grey();
    for place in 0..png.len() {
        let mut changed = png.clone();
        changed[place] ^= 0x10;
        arrived_bytes(&changed).unwrap_err();
    }
}

#[test]
fn the_outside_of_a_png_is_checked() {
    let (start, pixels, end) =
        (chunk(b"IHDR", &header(1, 1, 0)), chunk(b"IDAT", b"x"), chunk(b"IEND", b""));
    let mut damaged = pixels.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let mut endless = pixels.clone();
    endless[..4].copy_from_slice(&u32::MAX.to_be_bytes());
    let with_header =
        |header: &[u8]| png_of(&[chunk(b"IHDR", header), pixels.clone(), end.clone()]);
    let odd = |place: usize, value: u8| {
        let mut header = header(1, 1, 0);
        header[place] = value;
        with_header(&header)
    };
    for (png, says) in [
        (png_of(&[]), "is cut off"),
        (png_of(&[start.clone(), damaged, end.clone()]), "a checksum is wrong"),
        (png_of(&[start.clone(), endless, end.clone()]), "is cut off"),
        (png_of(&[start.clone(), pixels.clone()]), "is cut off"),
        (png_of(&[start.clone(), end.clone()]), "has no pixels"),
        (png_of(&[pixels.clone(), start.clone(), end.clone()]), "does not begin with its header"),
        (png_of(&[start.clone(), start.clone(), pixels.clone(), end.clone()]), "has two headers"),
        (with_header(&header(1, 1, 0)[..12]), "a header of a wrong length"),
        (with_header(&[&header(1, 1, 0)[..], &[0]].concat()), "a header of a wrong length"),
        (with_header(&header(0, 1, 0)), "no width or no height"),
        (with_header(&header(1, 0, 0)), "no width or no height"),
        (odd(8, 3), "of a kind that does not exist"),
        (odd(9, 1), "of a kind that does not exist"),
        (odd(10, 1), "of a kind that does not exist"),
        (odd(11, 1), "of a kind that does not exist"),
        (odd(12, 2), "of a kind that does not exist"),
    ] {
        let (reason, message) = refusal(arrived_bytes(&png));
        assert_eq!(reason, Reason::BrokenPng);
        assert!(message.contains(says), "{message} should say: {says}");
    }
    arrived_bytes(&with_header(&header(1, 1, 0))).unwrap();
}

#[test]
fn what_is_too_large_is_refused_by_its_header_or_its_length() {
    let (pixels, end) = (chunk(b"IDAT", b"x"), chunk(b"IEND", b""));
    for (width, height) in [(60_000, 60_000), (u32::MAX, u32::MAX), (2001, 2000), (4_000_001, 1)] {
        let png = png_of(&[chunk(b"IHDR", &header(width, height, 0)), pixels.clone(), end.clone()]);
        let (reason, message) = refusal(arrived_bytes(&png));
        assert_eq!(reason, Reason::TooLarge);
        assert!(message.contains(&format!("{width} x {height} pixels")), "{message}");
    }
    let start = chunk(b"IHDR", &header(2000, 2000, 0));
    arrived_bytes(&png_of(&[start.clone(), pixels.clone(), end.clone()])).unwrap();
    let filled = |bytes: usize| {
        let rest = png_of(&[start.clone(), pixels.clone(), chunk(b"tEXt", b""), end.clone()]).len();
        png_of(&[
            start.clone(),
            pixels.clone(),
            chunk(b"tEXt", &vec![b'x'; bytes - rest]),
            end.clone(),
        ])
    };
    arrived_bytes(&filled(1024 * 1024)).unwrap();
    assert_eq!(refusal(arrived_bytes(&filled(1024 * 1024 + 1))).0, Reason::TooLarge);
}

#[test]
fn what_follows_the_end_of_a_png_is_cut_off() {
    let png = Drawing::of("2@short").grey();
    let code = arrived_bytes(&[&png[..], b"\r\n<html>"].concat()).unwrap();
    assert_eq!(code.png(), png);
}

#[test]
fn no_message_quotes_the_code() {
    let plain = base64::encode(&Drawing::of(WHATSAPP).grey());
    for text in [format!("{plain}*"), format!("*{plain}"), plain[..plain.len() - 30].to_owned()] {
        let error = arrived(&text).unwrap_err();
        let said = format!("{error} {error:?} {}", serde_json::to_string(&error).unwrap());
        assert!(!said.contains(&plain[40..60]), "{said}");
    }
}

#[test]
fn a_png_from_elsewhere_is_checked_as_an_argument() {
    let png = Drawing::of(WHATSAPP).grey();
    assert_eq!(QrCode::from_png(png.clone()).unwrap().png(), png);
    let error = QrCode::from_png(&b"GIF89a"[..]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(error.argument(), Some("png"));
    assert_eq!(error.message(), "The QR code is a GIF instead of a PNG.");
}
