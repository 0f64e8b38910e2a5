//! The steps of a run as a runner gets them: everything expanded, nothing left to decide.

mod planner;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::format::{Event, LinkOptions, Operation, Pause};
pub(crate) use planner::{Planner, TOKEN};

/// One thing that a runner does.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Makes a client.
    NewClient(ClientPlan),
    /// Makes a call.
    Call(CallPlan),
    /// Does several things at once: calls, and closing a client.
    Concurrently {
        /// The step's name in the run.
        id: String,
        /// Which ones, in the order in which they are begun.
        steps: Vec<Action>,
    },
    /// Moves the virtual clock.
    Advance {
        /// The step's name in the run.
        id: String,
        /// By so much.
        seconds: f64,
    },
    /// Lets the machine sleep.
    Suspend {
        /// The step's name in the run.
        id: String,
        /// So long.
        seconds: f64,
        /// When.
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<f64>,
    },
    /// Sets the wall clock.
    SetWall {
        /// The step's name in the run.
        id: String,
        /// By so much, forward or back.
        seconds: f64,
        /// When.
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<f64>,
    },
    /// Closes a client.
    Close {
        /// The step's name in the run.
        id: String,
        /// Its name.
        name: String,
        /// What has to happen before.
        #[serde(skip_serializing_if = "Option::is_none")]
        start_after: Option<Event>,
        /// When.
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<f64>,
    },
    /// Waits for something to happen at the server.
    Until {
        /// The step's name in the run.
        id: String,
        /// What.
        event: Event,
    },
    /// Looks at a QR code again.
    Read(ReadPlan),
    /// Runs a session.
    Link(LinkPlan),
}

impl Action {
    /// The step's name in the run.
    pub fn id(&self) -> &str {
        match self {
            Self::NewClient(ClientPlan { id, .. })
            | Self::Call(CallPlan { id, .. })
            | Self::Read(ReadPlan { id, .. })
            | Self::Link(LinkPlan { id, .. })
            | Self::Concurrently { id, .. }
            | Self::Advance { id, .. }
            | Self::Suspend { id, .. }
            | Self::SetWall { id, .. }
            | Self::Close { id, .. }
            | Self::Until { id, .. } => id,
        }
    }

    /// How often it is done.
    pub fn times(&self) -> u64 {
        if let Self::Call(plan) = self { plan.times } else { 1 }
    }

    /// When it is begun and cancelled.
    pub fn span(&self) -> Span {
        match self {
            Self::Call(plan) => plan.span,
            Self::Link(plan) => plan.span,
            Self::Suspend { at, .. } | Self::SetWall { at, .. } => {
                Span { at: *at, ..Span::default() }
            }
            Self::Close { start_after, at, .. } => {
                Span { start_after: *start_after, at: *at, ..Span::default() }
            }
            _ => Span::default(),
        }
    }
}

/// A client to be made.
#[derive(Debug, Clone, Serialize)]
pub struct ClientPlan {
    /// The step's name in the run.
    pub id: String,
    /// The client's name.
    pub name: String,
    /// Its options; `token` is a text or `{"callback": id}`.
    pub options: Map<String, Value>,
    /// Whether what comes of it is to be checked; else it has to succeed.
    pub check: bool,
}

/// A call to be made.
#[derive(Debug, Clone, Serialize)]
pub struct CallPlan {
    /// The step's name in the run.
    pub id: String,
    /// Of which client.
    pub client: String,
    /// What is asked for.
    #[serde(serialize_with = "name")]
    pub operation: Operation,
    /// Its arguments.
    pub args: Map<String, Value>,
    /// The options of this one call.
    pub options: Map<String, Value>,
    /// How many of them.
    pub times: u64,
    /// When it is begun and cancelled.
    #[serde(flatten)]
    pub span: Span,
    /// What is to be read of its QR code.
    pub read: Vec<String>,
    /// The name under which its QR code is to be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_as: Option<String>,
}

/// A session to be run to its end.
#[derive(Debug, Clone, Serialize)]
pub struct LinkPlan {
    /// The step's name in the run.
    pub id: String,
    /// Of which client.
    pub client: String,
    /// Whose phone is to be linked.
    pub instance: String,
    /// The options of the session.
    pub options: LinkOptions,
    /// Nothing is read: only the end is waited for.
    pub wait: bool,
    /// When nothing is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// When it is begun and cancelled.
    #[serde(flatten)]
    pub span: Span,
}

/// When a call or a session is begun and cancelled: at once and never, if nothing says otherwise.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Span {
    /// What has to happen before it is begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_after: Option<Event>,
    /// What has to happen before it is cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_after: Option<Event>,
    /// Seconds since the first step before it is begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<f64>,
    /// Seconds since the first step before it is cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_at: Option<f64>,
}

/// A QR code to be looked at again.
#[derive(Debug, Clone, Serialize)]
pub struct ReadPlan {
    /// The step's name in the run.
    pub id: String,
    /// The name under which it was kept.
    pub name: String,
    /// What is to be read of it.
    pub read: Vec<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn name<S: serde::Serializer>(operation: &Operation, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(operation.name())
}
