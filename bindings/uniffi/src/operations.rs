//! The five operations.

use std::future::IntoFuture;
use std::sync::Arc;

use crate::client::NativeClient;
use crate::error::NativeError;
use crate::model::{HealthRecord, InstanceRecord, InstanceWithQrRecord, RestartedRecord};
use crate::options::{CallRecord, ListFilter};
use crate::runtime::{CancelToken, drive};

type Cancel = Option<Arc<CancelToken>>;

/// Hands what was given to the request, and leaves it alone otherwise.
macro_rules! with {
    ($request:expr $(, $method:ident = $value:expr)*) => {{
        let mut request = $request;
        $(if let Some(value) = $value { request = request.$method(value); })*
        request
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
        let request = options.apply(self.inner().request_new_qr_code(instance));
        Ok(drive(self.inner().clock(), cancel, request.into_future()).await??.into())
    }

    /// Asks how an instance is.
    pub async fn health(
        &self,
        instance: String,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<HealthRecord, NativeError> {
        let request = with!(self.inner().health(instance), timeout = options.timeout());
        Ok(drive(self.inner().clock(), cancel, request.into_future()).await??.into())
    }

    /// Lists instances.
    pub async fn list_instances(
        &self,
        filter: ListFilter,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<Vec<InstanceRecord>, NativeError> {
        let request = with!(
            self.inner().list_instances(),
            uuid = filter.uuid,
            name = filter.name,
            phone = filter.phone,
            status = filter.status,
            timeout = options.timeout()
        );
        let listed = drive(self.inner().clock(), cancel, request.into_future()).await??;
        Ok(listed.iter().map(InstanceRecord::from).collect())
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
        let request = with!(
            self.inner().create_instance(phone, name),
            webhook_url = webhook_url,
            timeout = options.timeout()
        );
        Ok(drive(self.inner().clock(), cancel, request.into_future()).await??.into())
    }

    /// Restarts an instance.
    pub async fn restart(
        &self,
        instance: String,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<RestartedRecord, NativeError> {
        let request = with!(self.inner().restart(instance), timeout = options.timeout());
        Ok(drive(self.inner().clock(), cancel, request.into_future()).await??.into())
    }
}
