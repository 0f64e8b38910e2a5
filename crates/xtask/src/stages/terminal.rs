//! What a person sees, seen in a real terminal.

use std::time::{Duration, Instant};

use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const TMUX: Tool = Tool { program: "tmux", package: Some("tmux") };
const JQ: Tool = Tool { program: "jq", package: Some("jq") };

pub(crate) const TERMINAL: Stage = Stage {
    name: "terminal",
    proves: "the command in a real terminal: codes on its screen are read, it ends tidily; and the README's lines",
    needs: &[TMUX, JQ],
    run: terminal,
};

pub(crate) const DEMO: Stage = Stage {
    name: "demo",
    proves: "the README's first command links a phone, in under 20 seconds",
    needs: &[],
    run: demo,
};

/// How long the demo may take, as its documentation promises.
const DEMO_LIMIT: Duration = Duration::from_secs(20);

/// Left out of a plain `cargo test`, which must not need tmux. Built as part of the whole, so that
/// nothing is built again with other features.
const TESTS: [&str; 4] = ["test", "--workspace", "--test", "tmux"];

fn terminal(workspace: &Workspace) -> Verdict {
    build_demo(workspace)?;
    let mut tests = cargo(workspace, &TESTS);
    run(tests.args(["--test", "readme"]))
}

fn demo(workspace: &Workspace) -> Verdict {
    build_demo(workspace)?;
    let begun = Instant::now();
    run(&mut cargo(workspace, &["demo"]))?;
    let took = begun.elapsed();
    if took < DEMO_LIMIT { Ok(()) } else { Err(format!("it took {:.1} s", took.as_secs_f64())) }
}

/// Draws the README's picture out of a real terminal.
pub(crate) fn draw_picture(workspace: &Workspace) -> Verdict {
    build_demo(workspace)?;
    let mut test = cargo(workspace, &TESTS);
    test.args(["--", "the_readme_shows_what_cargo_demo_shows"]);
    run(test.env("DRAW_README_PICTURE", "1"))
}

/// So that `cargo demo` shows the demo at once.
fn build_demo(workspace: &Workspace) -> Verdict {
    run(&mut cargo(workspace, &["build", "--package", "hypersender-cli"]))
}
