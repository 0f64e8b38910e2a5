//! How much may still be asked?

use hypersender::{Client, Sounded};

use super::finding::Finding;

const CHECK: &str = "limits";

/// So few left mean that somebody else asks, too.
const FEW: u32 = 3;

pub(super) async fn check(client: &Client, id: &str) -> Finding {
    let sounding = match client.sound(Sounded::Instance(id)).await {
        Ok(sounding) => sounding,
        Err(error) => return Finding::failed(CHECK, &error).advise("Try again."),
    };
    match (sounding.status, sounding.limit, sounding.remaining) {
        (429, ..) => Finding::note(CHECK, "Of the looks of this minute none is left.").advise(
            "Another program uses the same token: let only one watch, or watch less often.",
        ),
        (_, Some(limit), Some(left)) if left <= FEW.min(limit / 2) => {
            Finding::note(CHECK, format!("Of {limit} looks a minute {left} are left.")).advise(
                "Another program uses the same token: let only one watch, or watch less often.",
            )
        }
        (_, Some(limit), Some(left)) => Finding::ok(
            CHECK,
            format!("Of {limit} looks a minute {left} are left; one new code a minute."),
        ),
        _ => Finding::ok(
            CHECK,
            "The service does not tell. Documented: 10 looks and one new code a minute.",
        ),
    }
}
