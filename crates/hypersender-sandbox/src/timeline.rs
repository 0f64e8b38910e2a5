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
#[serde(try_from = "Written")]
pub struct Event {
    /// When.
    #[serde(flatten)]
    pub when: When,
    /// What.
    #[serde(rename = "do")]
    pub deed: Deed,
}

/// When something happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
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
        #[serde(with = "seconds")]
        after: Duration,
        /// Of which instance, by id or name; of each if there is none.
        instance: Option<String>,
    },
}

/// An event with the keys of either kind, so that a misspelt one is noticed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    at: Option<Seconds>,
    #[serde(default)]
    shown: Option<u32>,
    #[serde(default)]
    after: Option<Seconds>,
    #[serde(default)]
    instance: Option<String>,
    #[serde(rename = "do")]
    deed: Deed,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Seconds(#[serde(with = "seconds")] Duration);

impl TryFrom<Written> for Event {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { at, shown, after, instance, deed } = written;
        let when = match (at, shown) {
            (Some(Seconds(at)), None) if after.is_none() && instance.is_none() => When::At { at },
            (None, Some(shown)) => {
                let after = after.map_or(Duration::ZERO, |Seconds(after)| after);
                When::Shown { shown, after, instance }
            }
            _ => {
                return Err(
                    "when it happens is a number as `at`, or the number of a code as `shown`, to which `after` and `instance` belong",
                );
            }
        };
        Ok(Self { when, deed })
    }
}
