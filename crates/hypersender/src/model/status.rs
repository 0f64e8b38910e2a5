//! Where an instance is on its way to a linked phone.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The status of an instance: an open set, since the service may add to it at any time.
///
/// The meanings are those of the service's page "Check Instance Health".
///
/// ```
/// use hypersender::Status;
///
/// assert_eq!(Status::from("WORKING"), Status::Working);
/// assert_eq!(Status::from("NEW_ONE").as_str(), "NEW_ONE");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// "Instance is stopped"
    Stopped,
    /// "Instance is starting up"
    Starting,
    /// "Instance is running and ready to use": a phone is linked.
    Working,
    /// "Waiting for QR code to be scanned"
    ScanQrCode,
    /// "Instance failed to start": also where one goes that nobody scanned in time.
    Failed,
    /// "Awaiting server assignment"
    Pending,
    /// One that this version does not know, as it came.
    Unknown(String),
}

impl Status {
    /// The documented ones.
    pub const DOCUMENTED: &'static [Self] = &[
        Self::Stopped,
        Self::Starting,
        Self::Working,
        Self::ScanQrCode,
        Self::Failed,
        Self::Pending,
    ];

    /// The status as the service writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stopped => "STOPPED",
            Self::Starting => "STARTING",
            Self::Working => "WORKING",
            Self::ScanQrCode => "SCAN_QR_CODE",
            Self::Failed => "FAILED",
            Self::Pending => "PENDING",
            Self::Unknown(text) => text,
        }
    }

    /// Whether a person has to do something on the phone. Upstream has `PASSKEY_REQUIRED` and
    /// `PASSKEY_CONFIRMATION_REQUIRED`, and may get more.
    #[doc(hidden)]
    #[must_use]
    pub fn wants_a_passkey(&self) -> bool {
        self.as_str().get(..8).is_some_and(|start| start.eq_ignore_ascii_case("PASSKEY_"))
    }

    /// The documented status that this is when upper and lower case are not told apart. The text
    /// that came is kept in the status itself; decisions are made on this one.
    #[must_use]
    pub fn known(&self) -> Option<Self> {
        match self {
            Self::Unknown(text) => Self::DOCUMENTED
                .iter()
                .find(|known| known.as_str().eq_ignore_ascii_case(text))
                .cloned(),
            known => Some(known.clone()),
        }
    }

    /// Whether the phone is linked, in whatever case the service wrote it.
    pub fn is_working(&self) -> bool {
        self.known() == Some(Self::Working)
    }
}

impl From<&str> for Status {
    fn from(text: &str) -> Self {
        Self::DOCUMENTED
            .iter()
            .find(|known| known.as_str() == text)
            .cloned()
            .unwrap_or_else(|| Self::Unknown(text.to_owned()))
    }
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// Every text is a status.
impl FromStr for Status {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

impl AsRef<str> for Status {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_status_is_read_back() {
        for status in Status::DOCUMENTED {
            assert_eq!(&Status::from(status.as_str()), status);
        }
    }

    #[test]
    fn a_text_is_read_as_the_same_status_in_whatever_way() {
        for text in Status::DOCUMENTED.iter().map(Status::as_str).chain(["working", "NEW_ONE", ""])
        {
            let status = Status::from(text);
            assert_eq!(text.parse(), Ok(status.clone()));
            assert_eq!(Status::from(text.to_owned()), status);
            let json = serde_json::to_string(&status).unwrap();
            assert_eq!(serde_json::from_str::<Status>(&json).unwrap(), status);
            assert_eq!(status.as_ref(), text);
            let is_documented = Status::DOCUMENTED.iter().any(|known| known.as_str() == text);
            assert_eq!(matches!(status, Status::Unknown(_)), !is_documented, "{text}");
        }
        assert!(serde_json::from_str::<Status>("7").is_err());
    }

    #[test]
    fn the_text_of_another_case_is_kept_and_still_understood() {
        let status = Status::from("working");
        assert_eq!(status, Status::Unknown("working".into()));
        assert!(status.is_working());
        assert_eq!(Status::from("PASSKEY_REQUIRED").known(), None);
    }
}
