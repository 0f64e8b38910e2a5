//! An instance: one WhatsApp number at the service.

use std::time::SystemTime;

use serde::Serialize;

use super::{Status, time};
use crate::Secret;
use crate::qr::QrCode;

/// A WhatsApp instance as the service describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Instance {
    /// The instance's id, a UUID.
    pub id: String,
    /// The name given when it was created.
    pub name: Option<String>,
    /// The phone number, `+` and digits.
    pub phone: Option<String>,
    /// The service, `whatsapp`.
    pub service_type: Option<String>,
    /// Where it is on its way to a linked phone.
    pub status: Status,
    /// A token for this one instance. The documentation says both that it is null until a phone is
    /// linked and shows it before.
    #[serde(skip)]
    pub access_token: Option<Secret>,
    /// When it was created. The service writes no offset; UTC is assumed.
    #[serde(serialize_with = "time::rfc3339")]
    pub created_at: Option<SystemTime>,
    /// The same as the service wrote it.
    pub created_at_raw: Option<String>,
    /// The service's number of the request that told this, for its support.
    pub request_id: Option<String>,
}

/// An instance together with the QR code that links a phone to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InstanceWithQr {
    /// The instance.
    #[serde(flatten)]
    pub instance: Instance,
    /// The code to show. It lives for about a minute.
    pub qr_code: QrCode,
}

impl std::ops::Deref for InstanceWithQr {
    type Target = Instance;

    fn deref(&self) -> &Instance {
        &self.instance
    }
}
