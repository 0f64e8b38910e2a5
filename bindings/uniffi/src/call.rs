//! The five operations as values: a call, and its end.

use hypersender::Client;

use crate::error::NativeError;
use crate::model::{HealthRecord, InstanceRecord, InstanceWithQrRecord, RestartedRecord};
use crate::options::{CallRecord, ListFilter};

/// What is asked for.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum NativeCall {
    /// A new code.
    RequestNewQrCode {
        /// Of which instance.
        instance: String,
        /// What belongs to this call.
        options: CallRecord,
    },
    /// How an instance is.
    Health {
        /// Which one.
        instance: String,
        /// What belongs to this call.
        options: CallRecord,
    },
    /// The instances.
    ListInstances {
        /// Which ones.
        filter: ListFilter,
        /// What belongs to this call.
        options: CallRecord,
    },
    /// A new instance.
    CreateInstance {
        /// For which number.
        phone: String,
        /// Under which name.
        name: String,
        /// Where its events go.
        webhook_url: Option<String>,
        /// What belongs to this call.
        options: CallRecord,
    },
    /// That an instance starts anew.
    Restart {
        /// Which one.
        instance: String,
        /// What belongs to this call.
        options: CallRecord,
    },
}

/// What came of it.
#[derive(Debug, uniffi::Enum)]
pub enum NativeEnd {
    /// An instance with its code.
    WithQr {
        /// The answer.
        answer: InstanceWithQrRecord,
    },
    /// How the instance is.
    Health {
        /// The answer.
        answer: HealthRecord,
    },
    /// Those that there are.
    Instances {
        /// The answer.
        answer: Vec<InstanceRecord>,
    },
    /// It starts anew.
    Restarted {
        /// The answer.
        answer: RestartedRecord,
    },
    /// Nothing, or nothing good.
    Failed {
        /// Why.
        error: NativeError,
    },
}

/// Hands what was given to the request, and leaves it alone otherwise.
macro_rules! with {
    ($request:expr $(, $method:ident = $value:expr)*) => {{
        let mut request = $request;
        $(if let Some(value) = $value { request = request.$method(value); })*
        request
    }};
}

impl NativeCall {
    /// Makes the call.
    pub(crate) async fn made_by(self, client: Client) -> Result<NativeEnd, NativeError> {
        Ok(match self {
            Self::RequestNewQrCode { instance, options } => {
                let request = options.apply(client.request_new_qr_code(instance));
                NativeEnd::WithQr { answer: request.await?.into() }
            }
            Self::Health { instance, options } => {
                let request = with!(client.health(instance), timeout = options.timeout());
                NativeEnd::Health { answer: request.await?.into() }
            }
            Self::ListInstances { filter, options } => {
                let request = with!(
                    client.list_instances(),
                    uuid = filter.uuid,
                    name = filter.name,
                    phone = filter.phone,
                    status = filter.status,
                    timeout = options.timeout()
                );
                NativeEnd::Instances { answer: request.await?.iter().map(Into::into).collect() }
            }
            Self::CreateInstance { phone, name, webhook_url, options } => {
                let request = with!(
                    client.create_instance(phone, name),
                    webhook_url = webhook_url,
                    timeout = options.timeout()
                );
                NativeEnd::WithQr { answer: request.await?.into() }
            }
            Self::Restart { instance, options } => {
                let request = with!(client.restart(instance), timeout = options.timeout());
                NativeEnd::Restarted { answer: request.await?.into() }
            }
        })
    }
}

impl From<NativeError> for NativeEnd {
    fn from(error: NativeError) -> Self {
        Self::Failed { error }
    }
}
