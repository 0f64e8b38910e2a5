//! Does the service take the token?

use hypersender::{Client, ErrorKind, Instance};

use super::finding::Finding;

const CHECK: &str = "account";

/// What is to be said, and the instances that there are.
pub(super) async fn check(client: &Client, has_instance: bool) -> (Finding, Vec<Instance>) {
    let error = match client.list_instances().await {
        Ok(instances) => {
            let text = match instances.len() {
                0 => "The token is accepted. The account has no instance yet.".to_owned(),
                1 => "The token is accepted. The account has one instance.".to_owned(),
                number => format!("The token is accepted. The account has {number} instances."),
            };
            return (Finding::ok(CHECK, text), instances);
        }
        Err(error) => error,
    };
    let finding = match error.kind() {
        ErrorKind::Authentication => Finding::failed(CHECK, &error).advise(
            "Was all of the token copied, is it this account's, and does it still exist in the dashboard?",
        ),
        ErrorKind::PermissionDenied if has_instance => Finding::note(CHECK, error.to_string())
            .advise("An instance's own token can't list instances; that is no harm."),
        ErrorKind::PermissionDenied => Finding::failed(CHECK, &error)
            .advise("The Enterprise API wants an Enterprise plan, and a token of the account."),
        ErrorKind::RateLimited => Finding::note(CHECK, error.to_string())
            .advise("Another program uses this token a lot. Wait, and try again."),
        _ => Finding::failed(CHECK, &error).advise("Try again. It is not your token."),
    };
    (finding, Vec::new())
}
