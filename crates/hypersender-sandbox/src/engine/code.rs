//! The text in a code, and its picture.

use fastrand::Rng;
use hypersender::clock::Moment;
use png::{BitDepth, ColorType, Compression, Encoder};
use qrcode::{Color, EcLevel, QrCode, Version};

/// 65 modules a side, as the service's codes have.
const VERSION: Version = Version::Normal(12);
/// Modules of white around the code, and pixels a module: (65 + 2 * 4) * 4 = 292.
const QUIET_ZONE: usize = 4;
const PIXELS: usize = 4;

/// A code that was handed out.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// The instance's place among the engine's.
    pub(super) instance: usize,
    pub(super) cycle: u64,
    pub(super) index: u32,
    pub(super) until: Moment,
}

/// The text of a code as WhatsApp makes it: a reference that is new in each code, and three keys
/// that are the session's. 241 characters.
pub(super) fn payload(seed: u64, cycle: u64, index: u32) -> String {
    let mut session = Rng::with_seed(seed ^ cycle.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let keys = [(); 3].map(|()| base64::<32>(&mut session));
    let mut code =
        Rng::with_seed(session.u64(..) ^ u64::from(index).wrapping_mul(0xd1b5_4a32_d192_ed03));
    format!("2@{},{}", base64::<77>(&mut code), keys.join(","))
}

fn base64<const LENGTH: usize>(rng: &mut Rng) -> String {
    let mut bytes = [0; LENGTH];
    rng.fill(&mut bytes);
    base64_simd::STANDARD.encode_to_string(bytes)
}

/// The picture of a text, as a PNG of 292 by 292 pixels.
pub(super) fn picture(text: &str) -> Vec<u8> {
    let code = QrCode::with_version(text, VERSION, EcLevel::M)
        .expect("a payload of 241 characters has place in it");
    let modules = code.to_colors();
    let side = (code.width() + 2 * QUIET_ZONE) * PIXELS;
    let mut pixels = vec![0xff; side * side];
    for (at, _) in modules.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let left = (at % code.width() + QUIET_ZONE) * PIXELS;
        let top = (at / code.width() + QUIET_ZONE) * PIXELS;
        for row in top..top + PIXELS {
            pixels[row * side + left..][..PIXELS].fill(0);
        }
    }
    png(&pixels, u32::try_from(side).unwrap_or_default()).expect("memory can be written to")
}

fn png(pixels: &[u8], side: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_has_four_parts_of_base64() {
        let payload = payload(1, 1, 0);
        assert_eq!(payload.len(), 241);
        let parts: Vec<_> = payload.strip_prefix("2@").unwrap().split(',').collect();
        let lengths: Vec<_> = parts.iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [104, 44, 44, 44]);
        for part in parts {
            base64_simd::STANDARD.decode_to_vec(part).unwrap();
        }
    }

    #[test]
    fn codes_of_a_cycle_share_their_keys_and_nothing_else_repeats() {
        let keys = |text: &str| text.split_once(',').map(|(_, keys)| keys.to_owned());
        let (first, second) = (payload(1, 1, 0), payload(1, 1, 1));
        assert_ne!(first, second);
        assert_eq!(keys(&first), keys(&second));
        assert_ne!(keys(&first), keys(&payload(1, 2, 0)));
        assert_ne!(keys(&first), keys(&payload(2, 1, 0)));
        assert_eq!(first, payload(1, 1, 0));
    }

    #[test]
    fn a_picture_has_292_pixels_a_side_and_is_read_by_another_decoder() {
        let text = payload(7, 1, 0);
        let png = picture(&text);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (292, 292));
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(292, 292, |x, y| pixels[y * 292 + x]);
        let grids = image.detect_grids();
        let (meta, content) = grids[0].decode().unwrap();
        assert_eq!(content, text);
        assert_eq!(meta.version.to_size(), 65);
    }
}
