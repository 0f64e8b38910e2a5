//! The same check with what the other languages' drivers tell: every rule catches what breaks it in the
//! log of each. The stage `chaos` runs it, which has their packages; each driver comes in a variable, a
//! word a line.

mod wrong;

use chaos::options::Injected;

/// Makes everything go wrong, as the variable's driver tells it. A code that is shown again also looks
/// like one that was not taken off, and so comes by itself.
async fn all_is_noticed(language: &str, variable: &str) {
    let words = std::env::var(variable).unwrap_or_else(|_| panic!("{variable} names no driver"));
    let driver: Vec<String> = words.lines().map(str::to_owned).collect();
    let most = [
        Injected::EarlyPost,
        Injected::DeadCode,
        Injected::NoEnd,
        Injected::Unhandled,
        Injected::Descriptors,
        Injected::Leak,
    ];
    wrong::noticed(language, &driver, &most, 15.0).await;
    wrong::noticed(language, &driver, &[Injected::OldCode], 60.0).await;
}

#[tokio::test]
async fn what_is_made_to_go_wrong_in_python_is_noticed() {
    all_is_noticed("python", "CHAOS_PYTHON").await;
}

#[tokio::test]
async fn what_is_made_to_go_wrong_in_pythons_blocking_client_is_noticed() {
    all_is_noticed("python-sync", "CHAOS_PYTHON_SYNC").await;
}

#[tokio::test]
async fn what_is_made_to_go_wrong_in_node_is_noticed() {
    all_is_noticed("node", "CHAOS_NODE").await;
}
