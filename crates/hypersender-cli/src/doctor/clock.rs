//! Is this machine's clock right?

use std::time::{Duration, SystemTime};

use hypersender::Sounding;
use jiff::Timestamp;

use super::finding::Finding;

const CHECK: &str = "clock";

/// The server tells whole seconds, and the answer took its time.
const NOTHING: Duration = Duration::from_secs(10);

/// The difference to the service's clock, if it told its own.
pub(super) fn check(sounding: Option<&Sounding>) -> Finding {
    let told = sounding.and_then(|sounding| Some((sounding.served_at?, sounding.received_at)));
    let Some((there, here)) = told else {
        let now = SystemTime::now();
        let now = Timestamp::try_from(now).map_or_else(|_| "?".into(), |now| format!("{now:.0}"));
        return Finding::note(
            CHECK,
            format!("Here it is {now}. Nobody was there to compare it with."),
        )
        .advise("Is that about right (it is UTC)? A wrong clock lets certificates be refused.");
    };
    let (apart, word) = match here.duration_since(there) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    if apart < NOTHING {
        return Finding::ok(CHECK, "It agrees with the service's.");
    }
    let seconds = apart.as_secs();
    Finding::note(CHECK, format!("It is {seconds} s {word} the service's."))
        .advise("Let the system set it (NTP). Codes are counted down rightly all the same, but certificates and times in logs go by it.")
}
