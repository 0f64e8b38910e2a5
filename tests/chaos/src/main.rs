//! The command: `chaos run` is a run with some driver, `chaos drive` the driver for Rust.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is a program for a terminal")]

use std::process::ExitCode;

use chaos::options::Options;
use chaos::rules::dues::What;
use chaos::run::Outcome;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Link sessions and calls under random faults")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs one language.
    Run(Box<Options>),
    /// Drives the clients of Rust.
    Drive,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Drive => {
            tokio::task::LocalSet::new().run_until(chaos::drive::drive()).await;
            ExitCode::SUCCESS
        }
        Command::Run(options) => match chaos::run::run(&options).await {
            Ok(outcome) => report(&options, &outcome),
            Err(error) => {
                eprintln!("{}: {error}", options.language);
                ExitCode::FAILURE
            }
        },
    }
}

fn report(options: &Options, outcome: &Outcome) -> ExitCode {
    let (rules, language) = (&outcome.rules, &options.language);
    println!(
        "{language}: seed {}, {:.0} s, {:.1} h of the service's time, {} requests, {} violations",
        outcome.seed,
        options.seconds,
        outcome.hours,
        rules.requests,
        rules.violations.len()
    );
    for (world, posts) in &rules.posts {
        let closest = posts.closest.map_or(f64::NAN, |it| it.as_secs_f64());
        println!(
            "  world {world}: {} QR POSTs, {} begin a wait; the closest came {closest:.3} s after it; {} codes died on show",
            posts.count,
            posts.waits,
            rules.died.get(world).copied().unwrap_or_default()
        );
    }
    println!("  ends: {}", counts(&rules.ends));
    println!("  events: {}", counts(&rules.events));
    let worst = |what| rules.dues.worst.get(&what).copied().unwrap_or(f64::NAN) * 1e3;
    println!(
        "  at most {:.0} ms late with a dead code, {:.0} with a cancellation, {:.0} with a close, {:.0} with a timeout; its own timer {:.0}",
        worst(What::CodeTakenOff),
        worst(What::CancelEnds),
        worst(What::CloseEnds),
        worst(What::SessionEnds).max(worst(What::CallEnds)),
        rules.lags.worst() * 1e3
    );
    let dues = &rules.dues;
    println!("  {} of {} were late and excused by the machine's load", dues.excused, dues.happened);
    if dues.says_little() {
        println!("  THIS RUN SAYS LITTLE of what is late: repeat it on a machine with less to do");
    }
    let costs = &rules.costs;
    println!(
        "  memory {} KiB, {:.0} more over the last half; at most {} threads, {} sockets, {} other descriptors",
        costs.memory.sizes().join(", "),
        costs.memory.growth().unwrap_or(f64::NAN),
        costs.most_threads,
        costs.most_sockets,
        costs.most_others
    );
    for violation in rules.violations.iter().take(20) {
        println!("  VIOLATION {violation}");
    }
    if rules.violations.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("  what happened is in {}/{language}-{}.jsonl", options.keep.display(), outcome.seed);
    ExitCode::FAILURE
}

fn counts(counts: &std::collections::BTreeMap<String, u64>) -> String {
    let counts: Vec<_> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    counts.join(", ")
}
