//! A code, whose picture and life JavaScript keeps as plain values: a handle for each would cost
//! more than the code.

use std::time::{Duration, UNIX_EPOCH};

use hypersender::clock::{Clock, Moment, Reading};
use hypersender::{QrCode, Result, defect};
use napi::bindgen_prelude::{Buffer, BufferSlice, Either};
use napi_derive::napi;

use crate::bridge::Bridge;
use crate::failure::Said;
use crate::message::Value;
use crate::{call, failure};

/// How long a code lives, in numbers.
pub(crate) struct Life(Reading, Duration);

impl Life {
    pub(crate) fn of(code: &QrCode) -> Self {
        let (requested, lifetime) = code.life();
        Self(requested, lifetime)
    }

    /// As JSON, in milliseconds: what people are told, and what [`left`](Self::left) is asked with.
    pub(crate) fn json(&self) -> String {
        let Self(Reading { awake_or_asleep, wall, .. }, lifetime) = self;
        let wall = wall.duration_since(UNIX_EPOCH).unwrap_or_default();
        let [requested, expires, since, lifetime] =
            [wall, wall + *lifetime, awake_or_asleep.since_start(), *lifetime]
                .map(|time| time.as_secs_f64() * 1000.0);
        format!(
            "{{\"requestedAt\":{requested},\"expiresAt\":{expires},\"since\":{since},\"lifetime\":{lifetime}}}"
        )
    }

    pub(crate) fn left(&self, clock: &Clock) -> Duration {
        QrCode::life_left((self.0, self.1), clock)
    }
}

/// A life, as JavaScript keeps it.
#[napi(object, object_to_js = false)]
pub struct KeptLife {
    pub requested_at: f64,
    pub since: f64,
    pub lifetime: f64,
}

impl From<KeptLife> for Life {
    fn from(kept: KeptLife) -> Self {
        let time = |milliseconds: f64| {
            Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
        };
        let wall = UNIX_EPOCH.checked_add(time(kept.requested_at)).unwrap_or(UNIX_EPOCH);
        let awake_or_asleep = Moment::from_start(time(kept.since));
        Self(Reading { awake_or_asleep, wall, ..Reading::default() }, time(kept.lifetime))
    }
}

/// What is drawn from the modules of a code.
#[napi(object, object_from_js = false)]
pub struct Decoded {
    pub payload: String,
    pub svg: String,
    pub terminal: String,
    pub columns: u32,
    pub lines: u32,
}

/// The code in a picture; or, as JSON, the error that says why there is none.
#[napi(catch_unwind)]
pub fn decode_qr(png: BufferSlice<'_>) -> Either<Decoded, String> {
    match decode(&png) {
        Ok(decoded) => Either::A(decoded),
        Err(error) => Either::B(failure::json(&error)),
    }
}

fn decode(png: &[u8]) -> Result<Decoded> {
    let code = QrCode::from_png(png)?;
    let (columns, lines) = code.terminal_size()?;
    Ok(Decoded {
        payload: code.payload()?.reveal().to_owned(),
        svg: code.svg()?,
        terminal: code.terminal()?,
        columns: columns.into(),
        lines: lines.into(),
    })
}

/// Writes a picture to a file: a call whose value says what went wrong, if something did.
#[napi(catch_unwind)]
pub fn save_qr(bridge: &Bridge, call: u32, png: Buffer, path: String) {
    let png = png.to_vec();
    call::begin(&bridge.shared, call, &Clock::system(), async move {
        let save = move || QrCode::from_png(png).map(|code| code.save(path));
        let saved = tokio::task::spawn_blocking(save).await.map_err(|_| defect::error())?;
        match saved? {
            Ok(()) => Ok(Value::nothing()),
            Err(error) => Value::of(&Said::by_system(&error)),
        }
    });
}
