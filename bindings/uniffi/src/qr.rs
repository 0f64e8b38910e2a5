//! The code to show. Hosts hold it by a handle, since its life goes by this library's clocks.

use std::fmt;
use std::time::SystemTime;

use hypersender::QrCode;

use crate::error::NativeError;
use crate::values::Secret;

/// A QR code.
#[derive(Debug, Clone, uniffi::Object)]
pub struct NativeQrCode(pub(crate) QrCode);

#[uniffi::export]
impl NativeQrCode {
    /// A code from a PNG that came another way.
    #[uniffi::constructor]
    pub fn from_png(png: Vec<u8>) -> Result<Self, NativeError> {
        Ok(Self(QrCode::from_png(png)?))
    }

    /// When its request was sent.
    pub fn requested_at(&self) -> SystemTime {
        self.0.requested_at()
    }

    /// When it ends, by the wall clock.
    pub fn expires_at(&self) -> SystemTime {
        self.0.expires_at()
    }

    /// How many seconds it may still be shown.
    pub fn expires_in(&self) -> f64 {
        self.0.expires_in().as_secs_f64()
    }

    /// Whether it must not be shown any more.
    pub fn is_expired(&self) -> bool {
        self.0.is_expired()
    }

    /// The picture.
    pub fn png(&self) -> Vec<u8> {
        self.0.png().to_vec()
    }

    /// The picture in base64.
    pub fn base64(&self) -> String {
        self.0.base64()
    }

    /// The picture as a data URI.
    pub fn data_uri(&self) -> String {
        self.0.data_uri()
    }

    /// The text in it.
    pub fn payload(&self) -> Result<Secret, NativeError> {
        Ok(self.0.payload()?.into())
    }

    /// An SVG document.
    pub fn svg(&self) -> Result<String, NativeError> {
        Ok(self.0.svg()?)
    }

    /// Lines for a terminal.
    pub fn terminal(&self) -> Result<String, NativeError> {
        Ok(self.0.terminal()?)
    }

    /// Writes the picture into a file, readable by its owner alone, at once or not at all.
    pub fn save(&self, path: &str) -> Result<(), SaveError> {
        self.0.save(path).map_err(|error| SaveError::Io { text: error.to_string() })
    }

    /// Whether it is the same picture with the same life.
    pub fn is_same(&self, other: &NativeQrCode) -> bool {
        self.0 == other.0
    }
}

/// Why a file could not be written.
#[derive(Debug, uniffi::Error)]
pub enum SaveError {
    /// What the system said.
    Io {
        /// Its text.
        text: String,
    },
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Io { text } = self;
        f.write_str(text)
    }
}

impl std::error::Error for SaveError {}
