//! An instance as the service writes it.

use serde::Serialize;

/// `InstanceResponse`.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) phone: &'a str,
    pub(super) service_type: &'a str,
    pub(super) status: &'a str,
    pub(super) access_token: Option<&'a str>,
    pub(super) created_at: String,
}

/// `InstanceWithQRResponse`.
#[derive(Serialize)]
pub(super) struct WrittenWithQr<'a> {
    #[serde(flatten)]
    pub(super) instance: Written<'a>,
    pub(super) qr_code: Option<String>,
}

/// `InstanceHealthResponse`.
#[derive(Serialize)]
pub(super) struct WrittenHealth<'a> {
    pub(super) instance_id: &'a str,
    pub(super) connected_at: Option<String>,
    pub(super) status: &'a str,
}
