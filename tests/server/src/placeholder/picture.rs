//! `{"$qr": text}`: a real PNG of a real QR code, and the ways in which one can be wrong.

use qrcode::{Color, QrCode};

use super::png::{self, Layout};

/// Pixels a module.
const SCALE: u32 = 4;

/// Modules of white around the code.
const QUIET: u32 = 4;

/// The base64 of a picture of `text`, in that form.
pub(super) fn base64(text: &str, form: &str) -> Result<String, String> {
    let plain = || drawn(text, Layout::Grey);
    let encoded = |png: &[u8]| base64_simd::STANDARD.encode_to_string(png);
    Ok(match form {
        "plain" => encoded(&plain()?),
        "data_uri" => format!("data:image/png;base64,{}", encoded(&plain()?)),
        "url_safe" => base64_simd::URL_SAFE.encode_to_string(plain()?),
        "no_padding" => base64_simd::STANDARD_NO_PAD.encode_to_string(padded(plain()?)),
        "line_breaks" => broken_into_lines(&encoded(&plain()?)),
        "illegal_characters" => {
            let mut text = encoded(&plain()?);
            text.insert_str(100, "*?");
            text
        }
        "rgba" => encoded(&drawn(text, Layout::Rgba)?),
        "palette" => encoded(&drawn(text, Layout::Palette)?),
        "grey_alpha" => encoded(&drawn(text, Layout::GreyAlpha)?),
        "one_bit" => encoded(&drawn(text, Layout::OneBit)?),
        "sixteen_bit" => encoded(&drawn(text, Layout::SixteenBit)?),
        "interlaced" => encoded(&drawn(text, Layout::Interlaced)?),
        "blank" => encoded(&png::write(292, Layout::Grey, &|_, _| false)),
        "bad_checksum" => {
            let mut png = plain()?;
            let middle = png.len() / 2;
            png[middle] ^= 1;
            encoded(&png)
        }
        "truncated" => {
            let png = plain()?;
            encoded(&png[..png.len() * 7 / 10])
        }
        "signature_only" => encoded(png::SIGNATURE),
        "huge_header" => {
            let mut png = png::SIGNATURE.to_vec();
            png.extend(png::chunk(*b"IHDR", &png::header(60_000, Layout::Grey)));
            png.extend(png::chunk(*b"IDAT", &[]));
            png.extend(png::chunk(*b"IEND", &[]));
            encoded(&png)
        }
        "too_many_pixels" => encoded(&png::write(2_100, Layout::Grey, &|_, _| false)),
        "too_many_bytes" => {
            let mut png = plain()?;
            let end = png.split_off(png.len() - 12); // IEND
            png.extend(png::chunk(*b"tEXt", &vec![b'a'; 1_200_000]));
            png.extend(end);
            encoded(&png)
        }
        _ => return Err(format!("`$qr` has no form `{form}`")),
    })
}

/// What of a picture must not be found in a text: a piece of its base64, and the beginning of
/// every PNG as a list of numbers.
pub(super) fn secrets(base64: &str) -> Vec<String> {
    const PIECE: usize = 40;
    let middle = base64.len() / 2;
    let piece = base64.get(middle..middle + PIECE).map(str::to_owned);
    piece.into_iter().chain(["137, 80, 78, 71".to_owned()]).collect()
}

fn drawn(text: &str, layout: Layout) -> Result<Vec<u8>, String> {
    let code = QrCode::new(text).map_err(|error| format!("`$qr`: {error}"))?;
    let modules = u32::try_from(code.width()).expect("a QR code has at most 177 modules a side");
    let colors = code.to_colors();
    let black = |x: u32, y: u32| {
        let (x, y) = (x / SCALE, y / SCALE);
        let inside = |at: u32| at >= QUIET && at < QUIET + modules;
        inside(x)
            && inside(y)
            && colors[((y - QUIET) * modules + (x - QUIET)) as usize] == Color::Dark
    };
    Ok(png::write((modules + 2 * QUIET) * SCALE, layout, &black))
}

/// Makes sure that there is a padding to leave out: its length is not a multiple of three.
fn padded(mut png: Vec<u8>) -> Vec<u8> {
    let end = png.split_off(png.len() - 12); // IEND
    let odd = (3 - (png.len() + 12 + 12) % 3 + 1) % 3;
    png.extend(png::chunk(*b"tEXt", &b"aa"[..odd]));
    png.extend(end);
    png
}

fn broken_into_lines(text: &str) -> String {
    let lines: Vec<_> =
        text.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line)).collect();
    lines.join("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "2@abc,def";

    #[test]
    fn every_layout_is_a_png_that_a_decoder_reads() {
        for layout in [
            Layout::Grey,
            Layout::OneBit,
            Layout::SixteenBit,
            Layout::GreyAlpha,
            Layout::Rgba,
            Layout::Palette,
            Layout::Interlaced,
        ] {
            let png = drawn(TEXT, layout).unwrap();
            let mut decoder = ::png::Decoder::new(std::io::Cursor::new(png));
            decoder.set_transformations(
                ::png::Transformations::EXPAND | ::png::Transformations::STRIP_16,
            );
            let mut reader = decoder.read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            let step = info.buffer_size() / (info.width * info.height) as usize;
            let grey: Vec<u8> = pixels.chunks(step).map(|pixel| pixel[0]).collect();
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(
                info.width as usize,
                info.height as usize,
                |x, y| grey[y * info.width as usize + x],
            );
            assert_eq!(image.detect_grids()[0].decode().unwrap().1, TEXT, "{layout:?}");
        }
    }

    #[test]
    fn without_padding_something_is_missing() {
        assert_ne!(base64(TEXT, "no_padding").unwrap().len() % 4, 0);
    }
}
