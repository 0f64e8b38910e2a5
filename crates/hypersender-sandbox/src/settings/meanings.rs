//! Where the documentation leaves open what something means: the possible meanings.

use serde::{Deserialize, Serialize};

/// What a request for a new QR code means. What each does in which status: see
/// [`engine`](crate::engine).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
pub enum InstanceTokens {
    /// List, and see the one instance. Not create.
    #[default]
    ListTheirOwn,
    /// Neither list nor create: 403.
    DontList,
}
