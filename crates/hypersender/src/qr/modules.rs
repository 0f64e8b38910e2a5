//! The modules of a code: the small squares it is made of.

use qrcode::EcLevel;
use qrcode::bits::Bits;
use qrcode::types::{Color, QrError, QrResult, Version};

/// A square of modules, dark or light, without the quiet zone around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Modules {
    size: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// `None` if `dark` does not know one of them.
    pub(super) fn from_fn(
        size: usize,
        dark: impl Fn(usize, usize) -> Option<bool>,
    ) -> Option<Self> {
        let places = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
        let dark = places.map(|(x, y)| dark(x, y)).collect::<Option<_>>()?;
        Some(Self { size, dark })
    }

    /// The smallest code that says `text`, at the lowest level of error correction.
    pub(super) fn smallest(text: &str) -> QrResult<Self> {
        let code = if text.is_ascii() {
            qrcode::QrCode::with_error_correction_level(text, EcLevel::L)?
        } else {
            // Left alone, the encoder takes some UTF-8 for Japanese in Shift JIS.
            qrcode::QrCode::with_bits(as_bytes(text)?, EcLevel::L)?
        };
        Ok(Self {
            size: code.width(),
            dark: code.into_colors().into_iter().map(|color| color == Color::Dark).collect(),
        })
    }

    /// How many there are on a side.
    pub(super) const fn size(&self) -> usize {
        self.size
    }

    /// Whether the module is dark; what is outside is light.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && y < self.size && self.dark[y * self.size + x]
    }
}

fn as_bytes(text: &str) -> QrResult<Bits> {
    for version in 1..=40 {
        let mut bits = Bits::new(Version::Normal(version));
        let pushed =
            bits.push_byte_data(text.as_bytes()).and_then(|()| bits.push_terminator(EcLevel::L));
        match pushed {
            Err(QrError::DataTooLong) => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(bits),
        }
    }
    Err(QrError::DataTooLong)
}
