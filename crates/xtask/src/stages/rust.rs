//! What every Rust project checks: its form, its lints, its documentation, its tests.

use super::scenarios;
use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict};
use crate::workspace::Workspace;

pub(crate) const FORMAT: Stage = Stage {
    name: "format",
    proves: "the code is laid out as rustfmt does it",
    needs: &[],
    run: format,
};

pub(crate) const LINT: Stage = Stage {
    name: "lint",
    proves: "clippy has nothing to say about any target",
    needs: &[],
    run: lint,
};

pub(crate) const DOCS: Stage = Stage {
    name: "docs",
    proves: "the documentation builds and no link in it is broken",
    needs: &[],
    run: docs,
};

pub(crate) const TEST: Stage = Stage {
    name: "test",
    proves: "unit tests, scenarios and every example in the documentation and the README; answers are read whatever else of serde_json is on",
    needs: &[],
    run: test,
};

fn format(workspace: &Workspace) -> Verdict {
    run(&mut cargo(workspace, &["fmt", "--all", "--check"]))
}

fn lint(workspace: &Workspace) -> Verdict {
    // "All" are those that a plain `cargo test` builds; these must be named.
    for targets in [&["--all-targets"][..], &["--test", "tmux", "--test", "readme"]] {
        let clippy = [&["clippy", "--workspace"], targets, &["--", "-D", "warnings"]].concat();
        run(&mut cargo(workspace, &clippy))?;
    }
    Ok(())
}

fn docs(workspace: &Workspace) -> Verdict {
    run(cargo(workspace, &["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn test(workspace: &Workspace) -> Verdict {
    scenarios::forget(workspace, &["rust"])?;
    run(&mut cargo(workspace, &["test", "--workspace", "--no-fail-fast"]))?;
    // Any crate of a program can turn this on for all of them, and numbers then come otherwise.
    let precision = ["test", "--package", "precision", "--features", "arbitrary_precision"];
    run(&mut cargo(workspace, &precision))
}
