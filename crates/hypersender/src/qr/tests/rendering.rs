//! What a code looks like, and what its other forms don't show.

use super::arrived_bytes;
use super::pictures::{Drawing, WHATSAPP};
use crate::Secret;
use crate::qr::{QrCode, base64};

fn code() -> QrCode {
    arrived_bytes(&Drawing::of(WHATSAPP).grey()).unwrap()
}

#[test]
fn the_terminal_gets_the_smallest_code_that_says_the_same() {
    let code = code();
    let drawn = code.terminal().unwrap();
    // 57 modules and twice 2 around, while the picture has 65.
    assert_eq!(code.terminal_size().unwrap(), (61, 31));
    assert_eq!(drawn.lines().count(), 31);
    for line in drawn.lines() {
        assert_eq!(line.matches('▀').count(), 61);
        assert!(line.starts_with("\x1B["));
        assert!(line.ends_with("▀\x1B[0m"));
    }
    let plain = without_escapes(&drawn);
    assert!(plain.chars().all(|character| character == '▀' || character == '\n'));
}

fn without_escapes(text: &str) -> String {
    text.split('\x1B').map(|part| part.split_once('m').map_or(part, |(_, rest)| rest)).collect()
}

#[test]
fn a_code_that_can_t_be_smaller_stays_as_it_is() {
    use qrcode::EcLevel;
    let smallest = Drawing::with(WHATSAPP, EcLevel::L, 4);
    let code = arrived_bytes(&smallest.grey()).unwrap();
    assert_eq!(code.terminal_size().unwrap(), (61, 31));
    assert!(code.svg().unwrap().contains("viewBox=\"0 0 65 65\""));
}

#[test]
fn the_svg_is_the_picture() {
    let svg = code().svg().unwrap();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 73 73\""));
    assert!(svg.contains("shape-rendering=\"crispEdges\""));
    assert_eq!(svg.matches("<path").count(), 1);
    assert!(!svg.contains("<script") && !svg.contains("href"));
    let drawing = Drawing::with(WHATSAPP, qrcode::EcLevel::M, 1);
    assert_eq!(dark_places(&svg), {
        let places = (0..73).flat_map(|y| (0..73).map(move |x| (x, y)));
        places.filter(|&(x, y)| drawing.is_dark(x, y)).collect::<Vec<_>>()
    });
}

/// The unit squares that the path of an SVG fills.
fn dark_places(svg: &str) -> Vec<(usize, usize)> {
    let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut places = Vec::new();
    for run in path.split('M').skip(1) {
        let (x, rest) = run.split_once(' ').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let (length, rest) = rest.split_once('v').unwrap();
        assert_eq!(rest, format!("1h-{length}z"));
        let (x, length): (usize, usize) = (x.parse().unwrap(), length.parse().unwrap());
        places.extend((x..x + length).map(|x| (x, y.parse().unwrap())));
    }
    places
}

#[test]
fn the_data_uri_and_the_base64_are_the_png() {
    let code = code();
    let text = code.base64();
    assert_eq!(base64::decode(&text).unwrap(), code.png());
    assert_eq!(code.data_uri(), format!("data:image/png;base64,{text}"));
}

#[test]
fn neither_debug_nor_serialize_shows_the_code() {
    let code = code();
    let payload: &Secret = code.payload().unwrap();
    let shown = format!("{code:?} {code:#?} {payload} {payload:?}");
    let json = serde_json::to_value(&code).unwrap();
    let names: Vec<_> = json.as_object().unwrap().keys().collect();
    assert_eq!(names, ["expires_at", "requested_at"]);
    for said in [shown, json.to_string()] {
        assert!(!said.contains("2@") && !said.contains("iVBOR"), "{said}");
        assert!(!said.contains("137, 80, 78"), "{said}");
    }
}

#[test]
fn codes_are_equal_when_they_show_and_live_the_same() {
    let code = code();
    assert_eq!(code, code.clone());
    assert_ne!(code, code.with_lifetime(std::time::Duration::from_secs(20)));
    let other = QrCode::from_png(Drawing::of("2@other").grey()).unwrap();
    assert_ne!(code, other);
}

#[test]
fn a_code_goes_from_thread_to_thread_and_is_decoded_once() {
    let code = code();
    let place = |code: &QrCode| std::ptr::from_ref(code.payload().unwrap()).addr();
    let elsewhere =
        std::thread::scope(|scope| scope.spawn(|| place(&code.clone())).join().unwrap());
    assert_eq!(elsewhere, place(&code));
}
