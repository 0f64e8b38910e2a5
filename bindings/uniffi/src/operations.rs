//! The five operations as functions that a host awaits.

use std::sync::Arc;

use crate::call::{NativeCall, NativeEnd};
use crate::client::NativeClient;
use crate::error::NativeError;
use crate::model::{HealthRecord, InstanceRecord, InstanceWithQrRecord, RestartedRecord};
use crate::options::{CallRecord, ListFilter};
use crate::runtime::{CancelToken, drive};

type Cancel = Option<Arc<CancelToken>>;

/// Makes the call, whose good end is of that kind.
macro_rules! made {
    ($client:ident, $cancel:ident, $call:ident { $($argument:ident),* } -> $end:ident) => {{
        let call = NativeCall::$call { $($argument),* }.made_by($client.inner().clone());
        match drive($client.inner().clock(), $cancel, call).await?? {
            NativeEnd::$end { answer } => Ok(answer),
            _ => Err(NativeError::defect()),
        }
    }};
}

#[uniffi::export]
impl NativeClient {
    /// Asks for a new code.
    pub async fn request_new_qr_code(
        &self,
        instance: String,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<InstanceWithQrRecord, NativeError> {
        made!(self, cancel, RequestNewQrCode { instance, options } -> WithQr)
    }

    /// Asks how an instance is.
    pub async fn health(
        &self,
        instance: String,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<HealthRecord, NativeError> {
        made!(self, cancel, Health { instance, options } -> Health)
    }

    /// Lists instances.
    pub async fn list_instances(
        &self,
        filter: ListFilter,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<Vec<InstanceRecord>, NativeError> {
        made!(self, cancel, ListInstances { filter, options } -> Instances)
    }

    /// Creates an instance.
    pub async fn create_instance(
        &self,
        phone: String,
        name: String,
        webhook_url: Option<String>,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<InstanceWithQrRecord, NativeError> {
        made!(self, cancel, CreateInstance { phone, name, webhook_url, options } -> WithQr)
    }

    /// Restarts an instance.
    pub async fn restart(
        &self,
        instance: String,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<RestartedRecord, NativeError> {
        made!(self, cancel, Restart { instance, options } -> Restarted)
    }
}
