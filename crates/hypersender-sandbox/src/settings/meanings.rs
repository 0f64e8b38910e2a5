//! Where the documentation leaves open what something means: the possible meanings.

use serde::{Deserialize, Serialize};

/// What a request for a new QR code means.
///
/// What a request for a new QR code does is not documented. The table is the sandbox's choice:
///
/// | status | [`Restart`](Self::Restart) | [`Current`](Self::Current) | [`Refuse`](Self::Refuse) |
/// |---|---|---|---|
/// | `SCAN_QR_CODE` | new cycle | the code, with what is left of its life | the same |
/// | `STOPPED`, `FAILED` | new cycle | new cycle | 422 |
/// | `PENDING`, `STARTING` before a code | new cycle | answered when the first code is there | 422 |
/// | `STARTING` after a scan, `PASSKEY_*`, others | new cycle: the scan is lost | 422 | 422 |
/// | `WORKING` | the session is interrupted; 200 without a code | 200 without a code | 422 |
///
/// "New cycle": the old code is dead at once, the status is `STARTING` for
/// [`Times::starting`](crate::Times::starting), then the answer comes with the first code. The 422
/// has the body that the gateway below gives. A linked phone stays linked: its session starts
/// without a code, and the answer has `"qr_code": null`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OnNewQr {
    /// "Force the instance to generate a new QR code": the session is started anew.
    #[default]
    Restart,
    /// The code of the moment is given, with what is left of its life.
    Current,
    /// The code of the moment too, but in every status other than `SCAN_QR_CODE` a 422, as the
    /// gateway below answers it.
    Refuse,
}

/// Which instances have their token in answers; the documentation says and shows both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AccessToken {
    /// All.
    #[default]
    Always,
    /// Those to which a phone was linked; for the others it is null.
    WhenLinked,
    /// None: it is always null.
    Never,
}

/// What an instance's own token may do beside asking about its instance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum InstanceTokens {
    /// List, and see the one instance. Not create.
    #[default]
    ListTheirOwn,
    /// Neither list nor create: 403.
    DontList,
}
