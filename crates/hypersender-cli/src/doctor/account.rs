//! Does the service take the token?

use hypersender::{Client, Error, ErrorKind, Instance};

use super::finding::{Finding, Verdict};

const CHECK: &str = "account";

/// The instances that there are, or why they are not told.
pub(super) async fn list(client: &Client) -> Result<Vec<Instance>, Error> {
    client.list_instances().await
}

/// What is to be said about that, in view of what was found about the instance.
pub(super) fn check(listed: &Result<Vec<Instance>, Error>, instance: Option<&Finding>) -> Finding {
    let error = match listed {
        Ok(instances) => {
            let text = match instances.len() {
                0 => "The token is accepted. The account has no instance yet.".to_owned(),
                1 => "The token is accepted. The account has one instance.".to_owned(),
                number => format!("The token is accepted. The account has {number} instances."),
            };
            return Finding::ok(CHECK, text);
        }
        Err(error) => error,
    };
    let instance_answers = instance.is_some_and(|found| found.result != Verdict::Problem);
    if instance_answers && matches!(error.status(), Some(401 | 403 | 404 | 300..=399)) {
        return Finding::note(CHECK, error.to_string()).advise(
            "The instance answers, so that is no harm: an instance's own token can't list instances.",
        );
    }
    match error.kind() {
        ErrorKind::Authentication => Finding::failed(CHECK, error).advise(
            "Was all of the token copied, is it this account's, and does it still exist in the dashboard?",
        ),
        ErrorKind::PermissionDenied => Finding::failed(CHECK, error)
            .advise("The Enterprise API wants an Enterprise plan, and a token of the account."),
        ErrorKind::RateLimited => Finding::note(CHECK, error.to_string())
            .advise("Another program uses this token a lot. Wait, and try again."),
        ErrorKind::Connection | ErrorKind::Timeout => {
            Finding::failed(CHECK, error).advise("Try again. It is not your token.")
        }
        _ if error.status().is_some_and(|status| status >= 500) => {
            Finding::failed(CHECK, error).advise("Try again. It is not your token.")
        }
        _ => Finding::failed(CHECK, error)
            .advise("Is it a token of the account? An instance's own may not list instances."),
    }
}
