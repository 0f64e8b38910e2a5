//! The token callback: what the host throws in it reaches the host's caller as it was.

use std::fmt;
use std::sync::Arc;

use hypersender::{ProviderError, Token};

use crate::host;
use crate::runtime::Task;
use crate::values::Secret;

/// Something that the host threw: it is only held here, and handed back.
#[uniffi::export(rust, foreign)]
pub trait Thrown: Send + Sync {}

/// Why the host gives no token.
#[derive(uniffi::Error)]
pub enum TokenFailure {
    /// Its callback threw.
    Threw {
        /// What it threw.
        thrown: Arc<dyn Thrown>,
    },
    /// The host's side of this library failed.
    Broken {
        /// Its text.
        text: String,
    },
}

/// The host's token callback.
#[uniffi::export(rust, foreign)]
#[async_trait::async_trait]
pub trait TokenSource: Send + Sync {
    /// The token to use from now on.
    async fn token(&self) -> Result<Secret, TokenFailure>;
}

/// The host's callback as the core asks it. The question is put from the host's thread.
pub fn provider(source: Arc<dyn TokenSource>) -> Token {
    Token::provider(move || {
        let source = Arc::clone(&source);
        async move {
            let question = async move { source.token().await };
            match Task(host::handle().spawn(question)).await {
                Ok(Ok(token)) => Ok(token.0.reveal().to_owned()),
                Ok(Err(TokenFailure::Threw { thrown })) => {
                    Err(ProviderError::from(ProviderThrew(thrown)))
                }
                Ok(Err(TokenFailure::Broken { text })) => Err(text.into()),
                Err(_) => Err("the token callback could not be asked".into()),
            }
        }
    })
}

/// What the host's callback threw, on its way through the core.
pub(crate) struct ProviderThrew(pub(crate) Arc<dyn Thrown>);

impl fmt::Debug for ProviderThrew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProviderThrew")
    }
}

impl fmt::Display for ProviderThrew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token callback threw")
    }
}

impl std::error::Error for ProviderThrew {}

impl From<uniffi::UnexpectedUniFFICallbackError> for TokenFailure {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Broken { text: error.reason }
    }
}

impl fmt::Debug for TokenFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Threw { .. } => "Threw",
            Self::Broken { .. } => "Broken",
        })
    }
}

impl fmt::Display for TokenFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The token callback failed.")
    }
}

impl std::error::Error for TokenFailure {}
