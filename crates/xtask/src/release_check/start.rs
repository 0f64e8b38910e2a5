//! How long the command takes from its start to its end, beside curl.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::loopback::Loopback;
use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const CURL: Tool = Tool { program: "curl", package: Some("curl") };

pub(crate) const START: Stage = Stage {
    name: "start",
    proves: "`hypersender health` takes 10 ms more than curl from start to end, at most",
    needs: &[CURL],
    run: start,
};

const MORE: Duration = Duration::from_millis(10);

/// So often each of them runs, in turn: a machine that is slow for a moment is so to both.
const RUNS: usize = 41;

fn start(workspace: &Workspace) -> Verdict {
    run(&mut cargo(workspace, &["build", "--release", "--package", "hypersender-cli"]))?;
    run(&mut cargo(workspace, &["build", "--package", "hypersender-benches"]))?;
    let server = Loopback::start(&workspace.program("hypersender-benches"))?;
    let base = format!("http://127.0.0.1:{}", server.port);
    let instance = "c9a1dd76-5678-4f9d-9012-a5b78de100c3";

    let mut own = Command::new(workspace.released("hypersender"));
    own.args(["health", instance]);
    own.env("HYPERSENDER_TOKEN", "1|token").env("HYPERSENDER_BASE_URL", &base);
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--fail", "--max-time", "30", "--header", "Accept: application/json"]);
    curl.args(["--header", "Authorization: Bearer 1|token", &format!("{base}/{instance}/health")]);

    let (mut owns, mut curls) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        owns.push(time(&mut own)?);
        curls.push(time(&mut curl)?);
    }
    let [own, curl] = [median(owns), median(curls)];
    println!("hypersender health: {own:.1?}, curl: {curl:.1?} (medians of {RUNS})");
    if own <= curl + MORE {
        return Ok(());
    }
    Err(format!("`hypersender health` takes {own:.1?}, curl {curl:.1?}; {MORE:?} more at most"))
}

fn time(command: &mut Command) -> Result<Duration, String> {
    let begun = Instant::now();
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    let took = begun.elapsed();
    match status {
        Ok(status) if status.success() => Ok(took),
        Ok(status) => Err(format!("{} failed ({status})", command.get_program().display())),
        Err(error) => Err(format!("{} did not start ({error})", command.get_program().display())),
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
