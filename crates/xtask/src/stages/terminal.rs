//! What a person sees, seen in a real terminal.

use std::time::{Duration, Instant};

use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const TMUX_PROGRAM: Tool = Tool {
    program: "tmux",
    package: Some("tmux"),
};

pub(crate) const TMUX: Stage = Stage {
    name: "tmux",
    proves: "the demo in a real terminal: the code on its screen is read, and it ends tidily",
    needs: &[TMUX_PROGRAM],
    run: tmux,
};

pub(crate) const DEMO: Stage = Stage {
    name: "demo",
    proves: "the README's first command links a phone, in under 20 seconds",
    needs: &[],
    run: demo,
};

/// How long the demo may take, as its documentation promises.
const DEMO_LIMIT: Duration = Duration::from_secs(20);

fn tmux(workspace: &Workspace) -> Verdict {
    // Left out of a plain `cargo test`, which must not need tmux. `--workspace` keeps the features
    // of the dependencies, and with them what is built already.
    run(&mut cargo(
        workspace,
        &["test", "--workspace", "--test", "tmux"],
    ))
}

fn demo(workspace: &Workspace) -> Verdict {
    run(&mut cargo(
        workspace,
        &["build", "--package", "hypersender-cli"],
    ))?;
    let begun = Instant::now();
    run(&mut cargo(workspace, &["demo"]))?;
    if begun.elapsed() > DEMO_LIMIT {
        return Err(format!("it took {:.1} s", begun.elapsed().as_secs_f64()));
    }
    Ok(())
}
