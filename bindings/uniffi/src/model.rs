//! What calls give, as records.

use std::sync::Arc;
use std::time::SystemTime;

use hypersender::{Health, Instance, InstanceWithQr, Restarted};

use crate::qr::NativeQrCode;
use crate::values::{Secret, Status};

/// An instance.
#[derive(Debug, Clone, uniffi::Record)]
pub struct InstanceRecord {
    /// The instance's id.
    pub id: String,
    /// The name given when it was created.
    pub name: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The service.
    pub service_type: Option<String>,
    /// Where it is on its way to a linked phone.
    pub status: Status,
    /// A token for this one instance.
    pub access_token: Option<Secret>,
    /// When it was created.
    pub created_at: Option<SystemTime>,
    /// The same as the service wrote it.
    pub created_at_raw: Option<String>,
    /// The service's number of the request.
    pub request_id: Option<String>,
}

impl From<&Instance> for InstanceRecord {
    fn from(instance: &Instance) -> Self {
        Self {
            id: instance.id.clone(),
            name: instance.name.clone(),
            phone: instance.phone.clone(),
            service_type: instance.service_type.clone(),
            status: (&instance.status).into(),
            access_token: instance.access_token.as_ref().map(Secret::from),
            created_at: instance.created_at,
            created_at_raw: instance.created_at_raw.clone(),
            request_id: instance.request_id.clone(),
        }
    }
}

/// An instance with the code that links a phone to it.
#[derive(Debug, Clone, uniffi::Record)]
pub struct InstanceWithQrRecord {
    /// The instance.
    pub instance: InstanceRecord,
    /// The code to show.
    pub qr_code: Arc<NativeQrCode>,
}

impl From<InstanceWithQr> for InstanceWithQrRecord {
    fn from(answer: InstanceWithQr) -> Self {
        Self {
            instance: (&answer.instance).into(),
            qr_code: Arc::new(NativeQrCode(answer.qr_code)),
        }
    }
}

/// How an instance is.
#[derive(Debug, Clone, uniffi::Record)]
pub struct HealthRecord {
    /// The instance's id.
    pub instance_id: String,
    /// Where it is on its way to a linked phone.
    pub status: Status,
    /// When it was connected, if ever.
    pub connected_at: Option<SystemTime>,
    /// The same as the service wrote it.
    pub connected_at_raw: Option<String>,
    /// The service's number of the request.
    pub request_id: Option<String>,
}

impl From<Health> for HealthRecord {
    fn from(health: Health) -> Self {
        Self {
            instance_id: health.instance_id,
            status: Status(health.status),
            connected_at: health.connected_at,
            connected_at_raw: health.connected_at_raw,
            request_id: health.request_id,
        }
    }
}

/// A restart that was taken on.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RestartedRecord {
    /// What the service said. Not called `message`, which is an exception's in some hosts.
    pub text: String,
    /// The service's number of the request.
    pub request_id: Option<String>,
}

impl From<Restarted> for RestartedRecord {
    fn from(restarted: Restarted) -> Self {
        Self { text: restarted.message, request_id: restarted.request_id }
    }
}
