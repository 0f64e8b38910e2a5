//! The five operations, each begun under the number that JavaScript gave the call.

use futures_util::TryFutureExt;
use hypersender::{InstanceWithQr, Operation, Result};
use napi_derive::napi;

use crate::call;
use crate::client::NativeClient;
use crate::message::Value;
use crate::options::{cooldown, milliseconds};

/// What a request for a new code may be told.
#[derive(Default)]
#[napi(object, object_to_js = false)]
pub struct QrOptions {
    pub timeout_ms: Option<f64>,
    pub cooldown: Option<String>,
    pub max_wait_ms: Option<f64>,
}

/// What a list is filtered by, and its deadline.
#[napi(object, object_to_js = false)]
pub struct ListOptions {
    pub uuid: Option<String>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub status: Option<String>,
    pub timeout_ms: Option<f64>,
}

/// What a new instance is made of, and the deadline.
#[napi(object, object_to_js = false)]
pub struct CreateOptions {
    pub phone: String,
    pub name: String,
    pub webhook_url: Option<String>,
    pub timeout_ms: Option<f64>,
}

impl NativeClient {
    fn begin(
        &self,
        call: u32,
        operation: Operation,
        work: impl Future<Output = Result<Value>> + Send + 'static,
    ) {
        let work = work.map_err(move |error| error.before(operation));
        call::begin(&self.shared, call, self.client.clock(), self.log.hear(work));
    }
}

#[napi]
impl NativeClient {
    #[napi(catch_unwind)]
    pub fn request_new_qr_code(&self, call: u32, instance: String, options: Option<QrOptions>) {
        let (client, options) = (self.client.clone(), options.unwrap_or_default());
        self.begin(call, Operation::RequestNewQrCode, async move {
            let mut request = client.request_new_qr_code(instance);
            if let Some(timeout) = milliseconds("timeoutMs", options.timeout_ms)? {
                request = request.timeout(timeout);
            }
            if let Some(cooldown) = cooldown(options.cooldown.as_deref())? {
                request = request.cooldown(cooldown);
            }
            if let Some(wait) = milliseconds("maxWaitMs", options.max_wait_ms)? {
                request = request.max_wait(wait);
            }
            with_qr(&request.await?)
        });
    }

    #[napi(catch_unwind)]
    pub fn health(&self, call: u32, instance: String, timeout_ms: Option<f64>) {
        let client = self.client.clone();
        self.begin(call, Operation::Health, async move {
            let mut request = client.health(instance);
            if let Some(timeout) = milliseconds("timeoutMs", timeout_ms)? {
                request = request.timeout(timeout);
            }
            Value::of(&request.await?)
        });
    }

    #[napi(catch_unwind)]
    pub fn list_instances(&self, call: u32, options: ListOptions) {
        let client = self.client.clone();
        self.begin(call, Operation::ListInstances, async move {
            let mut request = client.list_instances();
            if let Some(uuid) = options.uuid {
                request = request.uuid(uuid);
            }
            if let Some(name) = options.name {
                request = request.name(name);
            }
            if let Some(phone) = options.phone {
                request = request.phone(phone);
            }
            if let Some(status) = options.status {
                request = request.status(status);
            }
            if let Some(timeout) = milliseconds("timeoutMs", options.timeout_ms)? {
                request = request.timeout(timeout);
            }
            let instances = request.await?;
            let secrets = instances.iter().map(|instance| instance.access_token.clone());
            Ok(Value::of(&instances)?.with_secrets(secrets))
        });
    }

    #[napi(catch_unwind)]
    pub fn create_instance(&self, call: u32, options: CreateOptions) {
        let client = self.client.clone();
        self.begin(call, Operation::CreateInstance, async move {
            let mut request = client.create_instance(options.phone, options.name);
            if let Some(url) = options.webhook_url {
                request = request.webhook_url(url);
            }
            if let Some(timeout) = milliseconds("timeoutMs", options.timeout_ms)? {
                request = request.timeout(timeout);
            }
            with_qr(&request.await?)
        });
    }

    #[napi(catch_unwind)]
    pub fn restart(&self, call: u32, instance: String, timeout_ms: Option<f64>) {
        let client = self.client.clone();
        self.begin(call, Operation::Restart, async move {
            let mut request = client.restart(instance);
            if let Some(timeout) = milliseconds("timeoutMs", timeout_ms)? {
                request = request.timeout(timeout);
            }
            Value::of(&request.await?)
        });
    }
}

fn with_qr(answer: &InstanceWithQr) -> Result<Value> {
    let value = Value::of(answer)?.with_qr_code(answer.qr_code.clone());
    Ok(value.with_secrets([answer.access_token.clone()]))
}
