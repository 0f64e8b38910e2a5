//! The QR code: checked when it arrives, decoded and drawn when wanted.
//!
//! The way of a code through these files: `arrival` (text to bytes, checked), `life` (until when it
//! may be shown), `decode` (bytes to modules and text, lazily), `terminal` and `svg` (drawn).

mod arrival;
mod base64;
mod chunks;
mod decode;
mod finders;
mod impostor;
mod life;
mod locate;
mod modules;
mod pixels;
mod save;
mod svg;
mod terminal;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::clock::{Clock, Reading};
use crate::error::{Error, Reason, Result};
use crate::model::time::Rfc3339;
use crate::secret::Secret;
use arrival::Flaw;
use decode::Decoded;
use life::Life;
pub(crate) use life::QR_LIFETIME;
pub use save::{could_write_whole, write_whole};

/// The code that links a phone: whoever scans it with WhatsApp links their phone to the instance.
///
/// It comes as a PNG, and can be had as a data URI for a web page, as SVG, and as text for a
/// terminal. It lives for about a minute: show it no longer than [`expires_in`](Self::expires_in)
/// says. A phone accepts a dead one too, and then hangs.
///
/// The picture is as secret as the text in it. `Debug` and `Serialize` show neither; the methods
/// that reveal it are those that say so by their name.
///
/// ```
/// use hypersender::QrCode;
///
/// # let png = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/terminal/whatsapp.png")).to_vec();
/// let code = QrCode::from_png(png)?;
/// if !code.is_expired() {
///     println!("{}", code.terminal()?);
///     println!("<img src=\"{}\" alt=\"WhatsApp QR code\">", code.data_uri());
/// }
/// # Ok::<(), hypersender::Error>(())
/// ```
#[derive(Clone)]
pub struct QrCode {
    picture: Arc<Picture>,
    life: Arc<Life>,
}

struct Picture {
    png: Vec<u8>,
    decoded: OnceLock<Result<Decoded>>,
}

impl QrCode {
    /// Reads the `qr_code` of an answer. Its life counts from `requested`, when the request was
    /// sent: the early side.
    pub(crate) fn from_base64(
        text: &str,
        requested: Reading,
        lifetime: Duration,
        clock: &Clock,
    ) -> Result<Self> {
        let png = arrival::from_base64(text).map_err(Flaw::in_answer)?;
        Ok(Self::new(png, Life::new(requested, lifetime, clock)))
    }

    /// A code from a PNG that came another way: from the program's own back end, or for a test of
    /// what shows it. Its 60 seconds count from now.
    ///
    /// Fails with [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if the bytes are not a
    /// whole PNG of at most 1 MiB and 4 megapixels.
    pub fn from_png(png: impl Into<Vec<u8>>) -> Result<Self> {
        let png = arrival::checked(png.into()).map_err(Flaw::in_argument)?;
        let clock = Clock::system();
        Ok(Self::new(png, Life::new(clock.reading(), QR_LIFETIME, &clock)))
    }

    fn new(png: Vec<u8>, life: Life) -> Self {
        let picture = Picture { png, decoded: OnceLock::new() };
        Self { picture: Arc::new(picture), life: Arc::new(life) }
    }

    /// When the request for it was sent, on all clocks, and how long it lives from then: for
    /// languages that keep values rather than handles.
    #[doc(hidden)]
    pub fn life(&self) -> (Reading, Duration) {
        (self.life.requested(), self.life.lifetime())
    }

    /// What [`expires_in`](Self::expires_in) is for a code of that life.
    #[doc(hidden)]
    pub fn life_left((requested, lifetime): (Reading, Duration), clock: &Clock) -> Duration {
        Life::new(requested, lifetime, clock).left()
    }

    /// The same picture with another life, counted from the same request.
    #[must_use]
    pub(crate) fn with_lifetime(&self, lifetime: Duration) -> Self {
        Self { picture: Arc::clone(&self.picture), life: Arc::new(self.life.of_length(lifetime)) }
    }

    /// When the request for it was sent, on all clocks.
    pub(crate) fn requested(&self) -> Reading {
        self.life.requested()
    }

    /// When the request for this code was sent. Its life counts from here.
    pub fn requested_at(&self) -> SystemTime {
        self.life.requested().wall
    }

    /// When the code ends, by the wall clock: an estimate, since the service does not tell it.
    pub fn expires_at(&self) -> SystemTime {
        self.life.expires_at()
    }

    /// How long the code may still be shown; zero once it is dead.
    ///
    /// It also counts the time a machine sleeps, and a wall clock that is set back does not
    /// prolong it.
    pub fn expires_in(&self) -> Duration {
        self.life.left()
    }

    /// Whether the code is dead and must not be shown any more.
    pub fn is_expired(&self) -> bool {
        self.life.left().is_zero()
    }

    /// The picture as the service made it, a PNG.
    pub fn png(&self) -> &[u8] {
        &self.picture.png
    }

    /// The PNG in base64, with the standard alphabet and padding.
    pub fn base64(&self) -> String {
        base64::encode(&self.picture.png)
    }

    /// The PNG as a `data:image/png;base64,` URI: the `src` of an `<img>`.
    pub fn data_uri(&self) -> String {
        base64::data_uri(&self.picture.png)
    }

    /// The text in the code: what a phone reads.
    ///
    /// Fails with [`InvalidResponse`](crate::ErrorKind::InvalidResponse) and the reason
    /// [`NotAQrCode`](crate::Reason::NotAQrCode) if the picture shows none that can be read; so do
    /// [`svg`](Self::svg) and [`terminal`](Self::terminal).
    pub fn payload(&self) -> Result<&Secret> {
        Ok(&self.decoded()?.payload)
    }

    /// The code as an SVG document: one path, a white ground, no script, no size of its own.
    pub fn svg(&self) -> Result<String> {
        Ok(svg::draw(&self.decoded()?.modules))
    }

    /// The code as lines of text that can be scanned off a terminal, whatever its theme.
    ///
    /// Every line ends with a reset of the colours and a line feed. It needs a window of
    /// [`terminal_size`](Self::terminal_size) and a terminal that shows colours.
    pub fn terminal(&self) -> Result<String> {
        Ok(terminal::draw(self.decoded()?.compact()))
    }

    /// The columns and the lines that [`terminal`](Self::terminal) takes.
    pub fn terminal_size(&self) -> Result<(u16, u16)> {
        Ok(terminal::size(self.decoded()?.compact()))
    }

    /// Writes the PNG to `path`, readable by its owner alone, at once or not at all: a file that
    /// is there is replaced, and stays as it was if that fails. A device, a pipe or a link is refused.
    pub fn save(&self, path: impl AsRef<Path>) -> std::io::Result<()> {
        save::write_whole(path.as_ref(), &self.picture.png)
    }

    /// Decodes at the first call, and keeps what came of it.
    fn decoded(&self) -> Result<&Decoded> {
        let decoded = self.picture.decoded.get_or_init(|| {
            decode::decode(&self.picture.png)
                .map_err(|why| Flaw::new(Reason::NotAQrCode, why).in_answer())
        });
        decoded.as_ref().map_err(Error::clone)
    }
}

impl PartialEq for QrCode {
    fn eq(&self, other: &Self) -> bool {
        self.life == other.life && self.picture.png == other.picture.png
    }
}

impl Eq for QrCode {}

impl fmt::Debug for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QrCode")
            .field("requested_at", &self.requested_at())
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}

impl Serialize for QrCode {
    /// The normal form: its times. The picture is as secret as the text in it.
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut form = serializer.serialize_struct("QrCode", 2)?;
        form.serialize_field("requested_at", &Rfc3339(self.requested_at()))?;
        form.serialize_field("expires_at", &Rfc3339(self.expires_at()))?;
        form.end()
    }
}

/// What the modules say that [`QrCode::terminal`] draws.
#[cfg(fuzzing)]
pub fn compact_text(code: &QrCode) -> Option<Vec<u8>> {
    decode::text(code.decoded().ok()?.compact())
}

#[cfg(test)]
mod tests;
