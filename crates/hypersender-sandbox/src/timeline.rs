//! What happens by itself: at a moment, or some time after a code was shown.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::deed::Deed;
use crate::vocabulary::seconds;

/// Something that will happen.
///
/// As JSON: `{"at": 30, "do": {"set_status": {"status": "FAILED"}}}`, in seconds since the start,
/// or `{"shown": 2, "after": 8, "do": {"scan": {}}}`: eight seconds after the second code of an
/// instance was handed out, somebody scans it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    #[serde(flatten)]
    pub when: When,
    /// What.
    #[serde(rename = "do")]
    pub deed: Deed,
}

/// When something happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "when it happens is a number as `at`, or the number of a code as `shown`"
)]
pub enum When {
    /// So long after the sandbox was started.
    At {
        /// The time since the start.
        #[serde(with = "seconds")]
        at: Duration,
    },
    /// After a code was handed out in an answer. A deed that names neither instance nor payload
    /// is done to that instance and code.
    Shown {
        /// Which one of the instance's codes, from 1, counting each text once.
        shown: u32,
        /// The time since the answer was sent.
        #[serde(with = "seconds", default)]
        after: Duration,
        /// Of which instance, by id or name; of each if there is none.
        #[serde(default)]
        instance: Option<String>,
    },
}
