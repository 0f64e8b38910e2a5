//! The five operations: what each asks of the core, and each as a function that a host awaits.

use std::future::IntoFuture;
use std::sync::Arc;

use hypersender::{Client, CreateInstance, GetHealth, ListInstances, RequestNewQrCode, Restart};

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

pub(crate) fn request_new_qr_code(
    client: &Client,
    instance: String,
    options: &CallRecord,
) -> RequestNewQrCode {
    options.apply(client.request_new_qr_code(instance))
}

pub(crate) fn health(client: &Client, instance: String, options: &CallRecord) -> GetHealth {
    with!(client.health(instance), timeout = options.timeout())
}

pub(crate) fn list_instances(
    client: &Client,
    filter: ListFilter,
    options: &CallRecord,
) -> ListInstances {
    with!(
        client.list_instances(),
        uuid = filter.uuid,
        name = filter.name,
        phone = filter.phone,
        status = filter.status,
        timeout = options.timeout()
    )
}

pub(crate) fn create_instance(
    client: &Client,
    phone: String,
    name: String,
    webhook_url: Option<String>,
    options: &CallRecord,
) -> CreateInstance {
    with!(
        client.create_instance(phone, name),
        webhook_url = webhook_url,
        timeout = options.timeout()
    )
}

pub(crate) fn restart(client: &Client, instance: String, options: &CallRecord) -> Restart {
    with!(client.restart(instance), timeout = options.timeout())
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
        let request = request_new_qr_code(self.inner(), instance, &options);
        Ok(drive(self.inner().clock(), cancel, request.into_future()).await??.into())
    }

    /// Asks how an instance is.
    pub async fn health(
        &self,
        instance: String,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<HealthRecord, NativeError> {
        let request = health(self.inner(), instance, &options);
        Ok(drive(self.inner().clock(), cancel, request.into_future()).await??.into())
    }

    /// Lists instances.
    pub async fn list_instances(
        &self,
        filter: ListFilter,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<Vec<InstanceRecord>, NativeError> {
        let request = list_instances(self.inner(), filter, &options);
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
        let request = create_instance(self.inner(), phone, name, webhook_url, &options);
        Ok(drive(self.inner().clock(), cancel, request.into_future()).await??.into())
    }

    /// Restarts an instance.
    pub async fn restart(
        &self,
        instance: String,
        options: CallRecord,
        cancel: Cancel,
    ) -> Result<RestartedRecord, NativeError> {
        let request = restart(self.inner(), instance, &options);
        Ok(drive(self.inner().clock(), cancel, request.into_future()).await??.into())
    }
}
