//! A call and its end as values, for a host that is told of ends and does not poll.

use hypersender::Client;

use crate::error::NativeError;
use crate::model::{HealthRecord, InstanceRecord, InstanceWithQrRecord, RestartedRecord};
use crate::operations;
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

impl NativeCall {
    /// Makes the call.
    pub(crate) fn made_by(
        self,
        client: &Client,
    ) -> impl Future<Output = Result<NativeEnd, NativeError>> + Send + use<> {
        let client = client.clone();
        async move {
            Ok(match self {
                Self::RequestNewQrCode { instance, options } => {
                    let answer = operations::request_new_qr_code(&client, instance, &options);
                    NativeEnd::WithQr { answer: answer.await?.into() }
                }
                Self::Health { instance, options } => {
                    let answer = operations::health(&client, instance, &options);
                    NativeEnd::Health { answer: answer.await?.into() }
                }
                Self::ListInstances { filter, options } => {
                    let answer = operations::list_instances(&client, filter, &options).await?;
                    NativeEnd::Instances { answer: answer.iter().map(Into::into).collect() }
                }
                Self::CreateInstance { phone, name, webhook_url, options } => {
                    let answer =
                        operations::create_instance(&client, phone, name, webhook_url, &options);
                    NativeEnd::WithQr { answer: answer.await?.into() }
                }
                Self::Restart { instance, options } => {
                    let answer = operations::restart(&client, instance, &options);
                    NativeEnd::Restarted { answer: answer.await?.into() }
                }
            })
        }
    }
}

impl From<NativeError> for NativeEnd {
    fn from(error: NativeError) -> Self {
        Self::Failed { error }
    }
}
