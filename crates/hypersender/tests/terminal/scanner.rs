//! The phone's reader: `rxing`, which shares no code with what drew the picture.

use rxing::common::HybridBinarizer;
use rxing::qrcode::QRCodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8Source, Reader};

use crate::raster::Picture;

/// Whether the code in the picture can be read as `text`: by each of two readers, for phones
/// differ. Inverted codes are not looked for, as most phones don't either.
pub(crate) fn reads(picture: &Picture, text: &str) -> bool {
    read_by(QrReader, picture).as_deref() == Some(text)
        && read_by(QRCodeReader::new(), picture).as_deref() == Some(text)
}

fn read_by(mut reader: impl Reader, picture: &Picture) -> Option<String> {
    let width = u32::try_from(picture.width).unwrap();
    let height = u32::try_from(picture.height).unwrap();
    let source = Luma8Source::new(picture.levels.clone(), width, height).unwrap();
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let result = reader.decode_with_hints(&mut bitmap, &hints).ok()?;
    Some(result.getText().to_owned())
}
