//! The token callback: a question that JavaScript answers, in its own time and on its own thread.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use hypersender::{ProviderError, Token};
use napi_derive::napi;
use tokio::sync::oneshot;

use crate::bridge::{Bridge, Shared};
use crate::message::Message;

type Answer = Result<String, Thrown>;

/// The questions that wait for an answer.
#[derive(Default)]
pub(crate) struct Questions(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    last: u32,
    senders: HashMap<u32, oneshot::Sender<Answer>>,
}

impl Questions {
    fn ask(&self) -> (u32, oneshot::Receiver<Answer>) {
        let mut waiting = self.lock();
        waiting.last = waiting.last.wrapping_add(1);
        let question = waiting.last;
        let (sender, receiver) = oneshot::channel();
        waiting.senders.insert(question, sender);
        (question, receiver)
    }

    fn take(&self, question: u32) -> Option<oneshot::Sender<Answer>> {
        self.lock().senders.remove(&question)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token that JavaScript's callback `provider` knows.
pub(crate) fn provider(bridge: &Bridge, provider: u32) -> Token {
    let provider = Arc::new(Provider { shared: Arc::downgrade(&bridge.shared), number: provider });
    Token::provider(move || {
        let provider = Arc::clone(&provider);
        async move { provider.ask().await }
    })
}

/// Whoever in JavaScript knows a token.
struct Provider {
    shared: Weak<Shared>,
    number: u32,
}

impl Provider {
    async fn ask(&self) -> Result<String, ProviderError> {
        let shared = self.shared.upgrade().ok_or("The thread that knows the token has ended.")?;
        let (number, answer) = shared.questions.ask();
        let _question = Question { shared: &shared, number };
        shared.send(Message::Ask { provider: self.number, question: number });
        match answer.await {
            Ok(Ok(token)) => Ok(token),
            Ok(Err(thrown)) => Err(Box::new(thrown)),
            Err(_) => Err("The thread that knows the token has ended.".into()),
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.upgrade() {
            shared.send(Message::Gone { provider: self.number });
        }
    }
}

/// A question that nobody may be interested in any more before it is answered.
struct Question<'a> {
    shared: &'a Shared,
    number: u32,
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        self.shared.questions.take(self.number);
    }
}

/// What a token callback threw. JavaScript keeps the value itself, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Thrown {
    question: u32,
    shared: Weak<Shared>,
}

impl Thrown {
    /// The question, if `shared` leads to the thread that has the value.
    pub(crate) fn question_of(&self, shared: &Arc<Shared>) -> Option<u32> {
        std::ptr::eq(self.shared.as_ptr(), Arc::as_ptr(shared)).then_some(self.question)
    }
}

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The token callback of another thread failed.")
    }
}

impl StdError for Thrown {}

impl Drop for Thrown {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.upgrade() {
            shared.send(Message::Forget { question: self.question });
        }
    }
}

#[napi]
impl Bridge {
    /// The token that was asked for; none if the callback threw, which JavaScript then keeps.
    /// Whether anybody still waits for it.
    #[napi(catch_unwind)]
    pub fn answer(&self, question: u32, token: Option<String>) -> bool {
        let sender = self.shared.questions.take(question);
        let thrown = || Thrown { question, shared: Arc::downgrade(&self.shared) };
        sender.is_some_and(|sender| sender.send(token.ok_or_else(thrown)).is_ok())
    }
}
