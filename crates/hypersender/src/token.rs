//! The token: given once, or asked for when it is needed and when the service refuses it.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use http::header::HeaderValue;

use crate::base_url::BaseUrl;
use crate::clock::Clock;
use crate::limits::Scope;
use crate::process::Own;
use crate::{Error, ErrorKind, Result, Secret, argument};

/// What a token provider may fail with.
pub type ProviderError = Box<dyn StdError + Send + Sync>;

type Provider =
    dyn Fn() -> BoxFuture<'static, std::result::Result<String, ProviderError>> + Send + Sync;

/// The token of the Enterprise API, or somebody who knows it.
#[derive(Clone)]
pub struct Token(Source);

#[derive(Clone)]
enum Source {
    Fixed(Secret),
    Provider(Arc<Provider>),
}

impl Token {
    /// A token that is asked for when it is first needed, kept, and after a 401 asked for once
    /// more; if another one comes, the call is repeated with it. One question is asked at a time,
    /// and its time counts in the call's `timeout`.
    ///
    /// ```
    /// use hypersender::{Client, Token};
    ///
    /// let token = Token::provider(|| async { Ok(std::fs::read_to_string("/run/secrets/hypersender")?) });
    /// let client = Client::builder(token).build()?;
    /// # Ok::<(), hypersender::Error>(())
    /// ```
    ///
    /// A provider that calls the very client that asks it waits for itself, until the deadline.
    ///
    /// What the provider fails with is the [`source`](StdError::source) of the call's error; an
    /// [`Error`] of this crate is passed on as it is.
    pub fn provider<F, Fut>(provider: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = std::result::Result<String, ProviderError>> + Send + 'static,
    {
        Self(Source::Provider(Arc::new(move || Box::pin(provider()))))
    }
}

impl<T: Into<Secret>> From<T> for Token {
    fn from(token: T) -> Self {
        Self(Source::Fixed(token.into()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::Fixed(_) => "Token([redacted])",
            Source::Provider(_) => "Token(provider)",
        })
    }
}

/// A token that is fit to be sent, and what goes with it.
pub(crate) struct Credential {
    pub(crate) secret: Secret,
    pub(crate) header: HeaderValue,
    pub(crate) scope: Scope,
}

/// The token of one client.
pub(crate) struct Tokens {
    provider: Option<Arc<Provider>>,
    base_url: BaseUrl,
    clock: Clock,
    current: Mutex<Option<Arc<Credential>>>,
    /// Held by whoever asks the provider: one question at a time.
    question: Mutex<Own<Arc<tokio::sync::Mutex<()>>>>,
}

impl Tokens {
    pub(crate) fn new(token: Token, base_url: BaseUrl, clock: Clock) -> Result<Self> {
        let mut tokens = Self {
            provider: None,
            base_url,
            clock,
            current: Mutex::new(None),
            question: Mutex::default(),
        };
        match token.0 {
            Source::Fixed(secret) => {
                tokens.current = Mutex::new(Some(tokens.credential(secret.reveal())?));
            }
            Source::Provider(provider) => tokens.provider = Some(provider),
        }
        Ok(tokens)
    }

    /// The token as far as it is known; a provider may not have been asked yet.
    pub(crate) fn known(&self) -> Option<Arc<Credential>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn question(&self) -> Arc<tokio::sync::Mutex<()>> {
        let mut question = self.question.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(question.get_or_renew(Arc::default))
    }

    /// The token, asked for if need be.
    pub(crate) async fn current(&self) -> Result<Arc<Credential>> {
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let _question = self.question().lock_owned().await;
        match self.known() {
            Some(known) => Ok(known),
            None => self.ask(None).await,
        }
    }

    /// Another token in place of one that the service refused, if there is another.
    pub(crate) async fn replace(&self, refused: &Credential) -> Result<Option<Arc<Credential>>> {
        if self.provider.is_none() {
            return Ok(None);
        }
        let _question = self.question().lock_owned().await;
        let other = |credential: &Arc<Credential>| credential.secret != refused.secret;
        if let Some(newer) = self.known().filter(other) {
            return Ok(Some(newer)); // somebody asked meanwhile
        }
        let asked = self.ask(Some(refused)).await?;
        Ok(Some(asked).filter(other))
    }

    /// Asks the provider. A token that takes the place of another has its past before anybody can
    /// use it.
    async fn ask(&self, refused: Option<&Credential>) -> Result<Arc<Credential>> {
        let Some(provider) = &self.provider else {
            return Err(Error::new(
                ErrorKind::Internal,
                "There is no token and nobody to ask for one.",
            ));
        };
        let answer = {
            let _busy = self.clock.busy();
            provider().await
        };
        let credential = match answer {
            Ok(token) => self.credential(&token)?,
            Err(error) => return Err(failed(error)),
        };
        if let Some(refused) = refused.filter(|refused| refused.secret != credential.secret) {
            credential.scope.inherit(&refused.scope);
        }
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Arc::clone(&credential));
        Ok(credential)
    }

    fn credential(&self, token: &str) -> Result<Arc<Credential>> {
        let token = argument::token(token)?;
        let mut header = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| {
            Error::invalid_argument("token", "The token can't be sent in a header.")
        })?;
        header.set_sensitive(true);
        let scope = Scope::new(&self.base_url, &self.clock, token);
        Ok(Arc::new(Credential { secret: token.into(), header, scope }))
    }
}

/// What a provider failed with: an error of ours as it is, anything else as the source of one.
fn failed(error: ProviderError) -> Error {
    match error.downcast::<Error>() {
        Ok(ours) => ours.hopeless(),
        Err(theirs) => Error::new(
            ErrorKind::Authentication,
            "The token could not be had: its provider failed.",
        )
        .with_source(Arc::from(theirs))
        .hopeless(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn tokens(token: Token) -> Result<Tokens> {
        Tokens::new(
            token,
            BaseUrl::parse("http://localhost", false).unwrap(),
            Clock::virtual_time(),
        )
    }

    /// A provider that gives `1`, `2`, `3` and so on, and the count of the questions.
    fn counting() -> (Token, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let token = Token::provider(move || {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            async move {
                tokio::task::yield_now().await;
                Ok(format!("{number}\n"))
            }
        });
        (token, asked)
    }

    #[tokio::test]
    async fn a_provider_is_asked_when_needed_and_one_question_serves_all() {
        let (token, asked) = counting();
        let tokens = tokens(token).unwrap();
        assert!(tokens.known().is_none());
        let (first, second) = tokio::join!(tokens.current(), tokens.current());
        assert_eq!(first.unwrap().secret.reveal(), "1");
        assert_eq!(second.unwrap().secret.reveal(), "1");
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn two_refusals_of_one_token_ask_one_question() {
        let (token, asked) = counting();
        let tokens = tokens(token).unwrap();
        let refused = tokens.current().await.unwrap();
        let (first, second) = tokio::join!(tokens.replace(&refused), tokens.replace(&refused));
        for newer in [first, second] {
            assert_eq!(newer.unwrap().unwrap().secret.reveal(), "2");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn the_same_token_again_is_no_replacement() {
        let tokens = tokens(Token::provider(|| async { Ok("same".to_owned()) })).unwrap();
        let refused = tokens.current().await.unwrap();
        assert!(tokens.replace(&refused).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn what_a_provider_fails_with_is_the_source() {
        let tokens = tokens(Token::provider(|| async { Err("vault is sealed".into()) })).unwrap();
        let error = tokens.current().await.map(|_| ()).unwrap_err();
        assert_eq!(error.code(), "authentication");
        assert_eq!(error.source().unwrap().to_string(), "vault is sealed");
        assert!(!error.to_string().contains("sealed"));
    }

    #[tokio::test]
    async fn a_provided_token_is_checked_like_a_given_one() {
        let tokens = tokens(Token::provider(|| async { Ok("Bearer x".to_owned()) })).unwrap();
        let error = tokens.current().await.map(|_| ()).unwrap_err();
        assert_eq!(error.argument(), Some("token"));
    }
}
