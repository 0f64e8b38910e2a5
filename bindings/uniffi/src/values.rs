//! Texts that are a type of their own in each language: a secret, and an open set.

use hypersender::{Secret as CoreSecret, Status as CoreStatus};

/// A text that hosts get as their own secret type, which does not print it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret(pub CoreSecret);

uniffi::custom_type!(Secret, String, {
    lower: |secret| secret.0.reveal().to_owned(),
    try_lift: |text| Ok(Secret(text.into())),
});

/// A status, which hosts get as their own open type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status(pub CoreStatus);

uniffi::custom_type!(Status, String, {
    lower: |status| status.0.as_str().to_owned(),
    try_lift: |text| Ok(Status(text.into())),
});

impl From<&CoreSecret> for Secret {
    fn from(secret: &CoreSecret) -> Self {
        Self(secret.clone())
    }
}

impl From<&CoreStatus> for Status {
    fn from(status: &CoreStatus) -> Self {
        Self(status.clone())
    }
}
