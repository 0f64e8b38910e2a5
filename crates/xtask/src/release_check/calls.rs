//! How long a call takes, by the clock.

use super::criterion;
use crate::stage::{Stage, Verdict, verdict};
use crate::workspace::Workspace;

pub(crate) const CALLS: Stage = Stage {
    name: "calls",
    proves: "a call takes a tenth more time than with reqwest by hand, at most",
    needs: &[],
    run: calls,
};

/// How many times as long as by hand.
const RATIO: f64 = 1.10;

fn calls(workspace: &Workspace) -> Verdict {
    criterion::bench(workspace, "calls")?;
    let mut findings = Vec::new();
    println!("{:8} {:>12} {:>12} {:>12}   to reqwest", "call", "hypersender", "reqwest", "hyper");
    for call in ["health", "qr"] {
        let took = |client| criterion::median(workspace, &format!("{call}/{client}"));
        let [own, reqwest, hyper] = [took("hypersender")?, took("reqwest")?, took("hyper")?];
        let times = own / reqwest;
        let micros = |nanos| nanos / 1e3;
        println!(
            "{call:8} {:9.1} µs {:9.1} µs {:9.1} µs   {times:.3}",
            micros(own),
            micros(reqwest),
            micros(hyper)
        );
        if times > RATIO {
            findings
                .push(format!("{call} takes {times:.3} times as long as by hand; {RATIO} at most"));
        }
    }
    verdict(&findings)
}
