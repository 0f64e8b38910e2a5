//! What a call costs in Swift: processor time, beside that of the core and that of a program written
//! by hand with `URLSession`.

use std::process::{Command, Stdio};

use crate::loopback::Loopback;
use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict, verdict};
use crate::stages::counted_program;
use crate::swift::{SWIFT_OR_MMDEBSTRAP, finds_libraries_in, swift};
use crate::workspace::Workspace;

pub(crate) const SWIFT: Stage = Stage {
    name: "swift-calls",
    proves: "a call costs Swift 60 us more than the core, and half of what URLSession takes",
    needs: &[SWIFT_OR_MMDEBSTRAP],
    run: calls,
};

const FOLDER: &str = "bindings/swift/Benchmarks";

/// What a call may cost more than in the core, in microseconds, and as a part of `URLSession`'s.
const MORE: f64 = 60.0;
const PART: f64 = 0.5;

/// The machine is never quiet, so each is measured so often, in turn; the median counts.
const ROUNDS: usize = 5;

/// Between these two counts lie only calls; what start and end cost falls out.
const COUNTS: [u32; 2] = [500, 3500];

fn calls(workspace: &Workspace) -> Verdict {
    let packages = ["--package", "hypersender-benches", "--package", "hypersender-uniffi"];
    run(cargo(workspace, &["build", "--profile", "counted"]).args(packages))?;
    let core = counted_program(workspace);
    let libraries = finds_libraries_in(core.parent().ok_or("the program lies in no folder")?);
    let mut build = vec!["build", "--quiet", "--configuration", "release"];
    build.extend(libraries.iter().map(String::as_str));
    run(&mut swift(workspace, FOLDER, &build, &[])?)?;

    let server = Loopback::start(&core)?;
    let port = server.port.as_str();
    let mut findings = Vec::new();
    println!("us a call    at once   core  Swift  URLSession");
    for (call, at_once) in [("health", "1"), ("health", "64"), ("qr", "1"), ("qr", "64")] {
        let mut costs = [const { Vec::new() }; 3];
        for _ in 0..ROUNDS {
            let own = |client: &'static str| {
                move |count: &str| {
                    let words = ["run", "--quiet", "--skip-build", "--configuration", "release"];
                    let call = ["calls", client, call, count, at_once, port];
                    swift(workspace, FOLDER, &[&words[..], &call].concat(), &[])
                }
            };
            costs[0].push(cost(|count| {
                let mut command = Command::new(&core);
                command.args(["hypersender", call, count, port]);
                Ok(command)
            })?);
            costs[1].push(cost(own("hypersender"))?);
            costs[2].push(cost(own("urlsession"))?);
        }
        let [core, swift, by_hand] = costs.map(median);
        println!("{call:12} {at_once:>7} {core:6.1} {swift:6.1} {by_hand:11.1}");
        if swift > core + MORE {
            findings.push(format!("{call}, {at_once} at once: {:.1} us more", swift - core));
        }
        if swift > by_hand * PART {
            let times = swift / by_hand;
            findings.push(format!("{call}, {at_once} at once: {times:.2} of URLSession's"));
        }
    }
    verdict(&findings)
}

/// The microseconds of one call.
fn cost(command: impl Fn(&str) -> Result<Command, String>) -> Result<f64, String> {
    let [few, many] = COUNTS;
    let less = seconds(&command(&few.to_string())?)?;
    let more = seconds(&command(&many.to_string())?)?;
    Ok((more - less) * 1e6 / f64::from(many - few))
}

/// The processor time of a program and all that it starts.
fn seconds(command: &Command) -> Result<f64, String> {
    let mut timed = Command::new("bash");
    timed.args(["-c", "TIMEFORMAT='%3U %3S'; time \"$@\" >/dev/null 2>/dev/null", "timed"]);
    timed.arg(command.get_program()).args(command.get_args());
    let output = timed.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{command:?} failed ({}): {told}", output.status));
    }
    sum(&told).ok_or_else(|| format!("bash did not say how long it took: {told}"))
}

/// The sum of the last two numbers.
fn sum(told: &str) -> Option<f64> {
    let mut words = told.split_whitespace().rev().map(str::parse::<f64>);
    Some(words.next()?.ok()? + words.next()?.ok()?)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_program_is_that_in_and_that_below_it() {
        assert_eq!(sum("0.250 0.500\n"), Some(0.75));
        assert_eq!(sum("what is this?\n"), None);
    }

    #[test]
    fn one_busy_moment_does_not_count() {
        assert!((median(vec![3.0, 900.0, 1.0]) - 3.0).abs() < f64::EPSILON);
    }
}
