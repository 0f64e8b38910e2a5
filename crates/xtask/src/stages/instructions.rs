//! What a call costs, counted: instructions are the same whatever the machine does beside.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::loopback::Loopback;
use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict, verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const VALGRIND: Tool = Tool { program: "valgrind", package: Some("valgrind") };

pub(crate) const INSTRUCTIONS: Stage = Stage {
    name: "instructions",
    proves: "a call costs no more instructions than it did, and hardly more than with hyper-util by hand",
    needs: &[VALGRIND],
    run: instructions,
};

const CLIENTS: [&str; 3] = ["hypersender", "reqwest", "hyper"];

/// What a call may cost: instructions, and as a multiple of what a careful program needs for it by
/// hand with hyper-util, on which this library is built.
struct Limit {
    call: &'static str,
    most: u64,
    ratio: f64,
}

/// What was measured, 51,200 and 93,400 instructions, and two hundredths; and beside hyper-util
/// 1.117 and 1.078, and as much.
const LIMITS: [Limit; 2] = [
    Limit { call: "health", most: 52_200, ratio: 1.14 },
    Limit { call: "qr", most: 95_200, ratio: 1.10 },
];

/// Between these two counts lie only calls; what start and end cost falls out.
const COUNTS: [u64; 2] = [50, 250];

fn instructions(workspace: &Workspace) -> Verdict {
    let program = build_counted(workspace)?;
    let server = Loopback::start(&program)?;
    let mut findings = Vec::new();
    println!("{:8} {:>12} {:>12} {:>12}   to hyper", "call", CLIENTS[0], CLIENTS[1], CLIENTS[2]);
    for Limit { call, most, ratio } in LIMITS {
        let mut costs = BTreeMap::new();
        for client in CLIENTS {
            costs.insert(client, cost(&program, client, call, &server.port)?);
        }
        let [own, reqwest, hyper] = CLIENTS.map(|client| costs[client]);
        let times = precise(own) / precise(hyper);
        println!("{call:8} {own:12} {reqwest:12} {hyper:12}   {times:.3}");
        if own > most {
            findings.push(format!("{call}: {own} instructions; {most} are the most"));
        }
        if times > ratio {
            findings
                .push(format!("{call}: {times:.3} times what hyper-util needs; {ratio} at most"));
        }
    }
    verdict(&findings)
}

#[expect(clippy::cast_precision_loss, reason = "numbers of some digits")]
fn precise(number: u64) -> f64 {
    number as f64
}

/// Builds the program that makes and answers calls.
pub(crate) fn build_counted(workspace: &Workspace) -> Result<PathBuf, String> {
    let build = ["build", "--profile", "counted", "--package", "hypersender-benches"];
    // What reads the clock without libc looks for a page that is not there under valgrind.
    run(cargo(workspace, &build).env("RUSTFLAGS", "--cfg rustix_use_libc"))?;
    Ok(counted_program(workspace))
}

/// Where it is.
pub(crate) fn counted_program(workspace: &Workspace) -> PathBuf {
    let debug = workspace.program("hypersender-benches");
    let name = debug.file_name().unwrap_or_default().to_owned();
    let folder = debug.parent().and_then(Path::parent).unwrap_or(Path::new("target"));
    folder.join("counted").join(name)
}

/// The instructions of one call.
fn cost(program: &Path, client: &str, call: &str, port: &str) -> Result<u64, String> {
    let [few, many] = COUNTS;
    let [less, more] = [
        counted(program, &[client, call, &few.to_string(), port])?,
        counted(program, &[client, call, &many.to_string(), port])?,
    ];
    Ok(more.saturating_sub(less) / (many - few))
}

fn counted(program: &Path, arguments: &[&str]) -> Result<u64, String> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    let output = command.args(arguments).output().map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{}: {told}", arguments.join(" ")));
    }
    collected(&told).ok_or_else(|| format!("callgrind did not say what it counted: {told}"))
}

/// The number in `==7== Collected : 123456`.
fn collected(told: &str) -> Option<u64> {
    let line = told.lines().find(|line| line.contains("Collected"))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::collected;

    #[test]
    fn what_callgrind_counted_is_read() {
        let told = "==7== Callgrind\n==7== Events    : Ir\n==7== Collected : 123456\n==7==\n";
        assert_eq!(collected(told), Some(123_456));
        assert_eq!(collected("==7== nothing"), None);
    }
}
