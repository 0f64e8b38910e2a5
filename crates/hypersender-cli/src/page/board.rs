//! What the page shows: one state after the other, each with a number.

use std::time::Duration;

use hypersender::{LinkEvent, QrCode};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::story;

/// What there is to see.
#[derive(Debug, Clone, Default)]
struct State {
    version: u64,
    phase: Phase,
    /// What is said beside it.
    lines: Vec<String>,
}

#[derive(Debug, Clone, Default)]
enum Phase {
    #[default]
    Waiting,
    Code {
        code: QrCode,
        number: u32,
    },
    Linked,
    Failed,
}

/// What the page shows, for those who write it and those who wait for changes.
#[derive(Debug)]
pub(super) struct Board {
    instance: String,
    state: watch::Sender<State>,
}

impl Board {
    pub(super) fn new(instance: &str) -> Self {
        let lines = vec!["Looking at the instance …".to_owned()];
        let state = State { version: 1, lines, ..State::default() };
        Self { instance: instance.to_owned(), state: watch::Sender::new(state) }
    }

    /// Writes what has happened.
    pub(super) fn tell(&self, event: &LinkEvent) {
        self.state.send_modify(|state| {
            match event {
                LinkEvent::QrCode { qr_code, number, .. } => {
                    state.phase = Phase::Code { code: qr_code.clone(), number: *number };
                    state.lines.clear();
                }
                LinkEvent::QrExpired { .. } => state.phase = Phase::Waiting,
                LinkEvent::Linked { .. } => state.phase = Phase::Linked,
                LinkEvent::CoolingDown { .. } if matches!(state.phase, Phase::Code { .. }) => {
                    return;
                }
                _ => {}
            }
            let lines = story::of(event);
            if !lines.is_empty() {
                state.lines = lines;
            }
            state.version += 1;
        });
    }

    /// Writes why it ended without a linked phone.
    pub(super) fn fail(&self, error: &str) {
        self.state.send_modify(|state| {
            state.phase = Phase::Failed;
            state.lines = vec![hypersender::shown(error, 500)];
            state.version += 1;
        });
    }

    /// The state as soon as there is a newer one than `after`, or after `patience` the same again;
    /// and whether it is the last.
    pub(super) async fn newer(&self, after: u64, patience: Duration) -> (Value, bool) {
        let mut changes = self.state.subscribe();
        let newer = changes.wait_for(|state| state.version > after);
        let _ = tokio::time::timeout(patience, newer).await;
        let state = self.state.borrow().clone();
        let mut value = json!({
            "version": state.version,
            "instance": self.instance,
            "phase": state.phase.name(),
            "lines": state.lines,
        });
        if let Phase::Code { code, number } = &state.phase {
            let lifetime = code.expires_at().duration_since(code.requested_at());
            value["number"] = json!(number);
            value["expires_in"] = json!(code.expires_in().as_secs_f64());
            value["lifetime"] = json!(lifetime.unwrap_or_default().as_secs_f64());
        }
        (value, state.phase.is_last())
    }

    /// The picture of the code with this number, if it is on show and alive.
    pub(super) fn picture(&self, wanted: u32) -> Option<Vec<u8>> {
        match &self.state.borrow().phase {
            Phase::Code { code, number } if *number == wanted && !code.is_expired() => {
                Some(code.png().to_vec())
            }
            _ => None,
        }
    }
}

impl Phase {
    fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Code { .. } => "code",
            Self::Linked => "linked",
            Self::Failed => "failed",
        }
    }

    fn is_last(&self) -> bool {
        matches!(self, Self::Linked | Self::Failed)
    }
}
