//! The token callback: what the host throws in it reaches the host's caller as it was.
//!
//! The host answers by calling, and not by giving back: what it gives back after nobody waits any
//! more would be let go of by nobody.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use hypersender::{ProviderError, Token};
use tokio::sync::oneshot;

use crate::host;
use crate::runtime::Task;
use crate::values::Secret;

/// Something that the host threw: it is only held here, and handed back.
#[uniffi::export(rust, foreign)]
pub trait Thrown: Send + Sync {}

/// The host's token callback.
#[uniffi::export(rust, foreign)]
pub trait TokenSource: Send + Sync {
    /// Begins to look for the token to use from now on, and does not wait for it.
    fn ask(&self, question: Arc<TokenQuestion>) -> Arc<dyn TokenSearch>;
}

/// The host's callback under way.
#[uniffi::export(rust, foreign)]
pub trait TokenSearch: Send + Sync {
    /// Nobody waits for its answer any more.
    fn give_up(&self);
}

type Answer = Result<Secret, Arc<dyn Thrown>>;

/// Who waits for a token. The first answer counts; one that comes too late is dropped.
#[derive(uniffi::Object)]
pub struct TokenQuestion(Mutex<Option<oneshot::Sender<Answer>>>);

#[uniffi::export]
impl TokenQuestion {
    /// This is the token.
    pub fn answer(&self, token: Secret) {
        self.end(Ok(token));
    }

    /// There is none: the callback threw this.
    pub fn refuse(&self, thrown: Arc<dyn Thrown>) {
        self.end(Err(thrown));
    }
}

impl TokenQuestion {
    fn put() -> (Arc<Self>, oneshot::Receiver<Answer>) {
        let (asker, answer) = oneshot::channel();
        (Arc::new(Self(Mutex::new(Some(asker)))), answer)
    }

    fn end(&self, answer: Answer) {
        let asker = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Whoever has left does not need it.
        let _ = asker.map(|asker| asker.send(answer));
    }
}

/// The host's callback as the core asks it. The question is put from the host's thread.
pub fn provider(source: Arc<dyn TokenSource>) -> Token {
    Token::provider(move || {
        let source = Arc::clone(&source);
        async move {
            let (question, answer) = TokenQuestion::put();
            let begin =
                async move { Search { under_way: Some(source.ask(question)), over: false } };
            let Ok(mut search) = Task(host::handle().spawn(begin)).await else {
                return Err("the token callback could not be asked".into());
            };
            let answer = answer.await;
            search.over = true;
            match answer {
                Ok(Ok(token)) => Ok(token.0.reveal().to_owned()),
                Ok(Err(thrown)) => Err(ProviderError::from(ProviderThrew(thrown))),
                Err(_) => Err("the token callback gave no answer".into()),
            }
        }
    })
}

/// The host's callback under way, which is told when nobody waits for it any more.
struct Search {
    under_way: Option<Arc<dyn TokenSearch>>,
    over: bool,
}

impl Drop for Search {
    fn drop(&mut self) {
        let (search, over) = (self.under_way.take(), self.over);
        // Letting go of it calls the host, too.
        host::handle().spawn(async move {
            if let Some(search) = search.filter(|_| !over) {
                search.give_up();
            }
        });
    }
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

impl fmt::Debug for TokenQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenQuestion")
    }
}
