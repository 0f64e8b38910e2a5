//! What a step can wait for: something that happens at the server, never a time.

use serde::{Deserialize, Serialize};

/// Something that has happened once a count is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// So many requests were read completely.
    Requests(u64),
    /// So many connections were accepted.
    Connections(u64),
    /// So many connections ended.
    Closed(u64),
    /// Token callbacks were asked so often.
    Asked(u64),
    /// The call was begun: at once.
    Started(bool),
    /// All steps of the file are done; what follows only sees whether the client still works.
    StepsDone(bool),
}
