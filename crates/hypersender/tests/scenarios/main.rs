//! Runs every file of `tests/scenarios/` with this crate. The specification is `tests/README.md`.
//!
//! `cargo test -p hypersender --test scenarios -- cooldown/` runs those of a folder.

#![allow(clippy::unwrap_used, reason = "what fails here fails the scenario")]

mod call;
mod caller;
mod client;
mod logged;
mod outcome;
mod results;
mod session;

use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use results::Results;
use scenario_server::{Backstage, GUARD, Library};
use tokio::runtime::{self, Runtime};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let library = match Library::read(&Library::own_folder()) {
        Ok(library) => library,
        Err(defects) => {
            let broken = move || Err(Failed::from(defects.join("\n")));
            let trials = vec![Trial::test("the files are in order", broken)];
            return libtest_mimic::run(&arguments, trials).exit_code();
        }
    };
    let wire = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let wire = Arc::new(wire.expect("the machine has a thread left"));
    let names: Vec<String> = library.all().iter().map(|named| named.name.clone()).collect();
    let backstage = Arc::new(Backstage::new(library).expect("a certificate can be made"));
    let results = Arc::new(Results::default());
    let trials = names.into_iter().map(|name| {
        let (wire, backstage) = (Arc::clone(&wire), Arc::clone(&backstage));
        let results = Arc::clone(&results);
        Trial::test(name.clone(), move || {
            let mismatches = guarded(&name, &wire, &backstage);
            results.add(name, &mismatches);
            if mismatches.is_empty() { Ok(()) } else { Err(Failed::from(mismatches.join("\n"))) }
        })
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    if conclusion.num_filtered_out == 0 && conclusion.num_ignored == 0 && !arguments.list {
        results.write(backstage.library());
    }
    conclusion.exit_code()
}

/// Runs a scenario on a thread of its own, which is given up when it takes too long.
fn guarded(name: &str, wire: &Arc<Runtime>, backstage: &Arc<Backstage>) -> Vec<String> {
    let (done, ending) = mpsc::channel();
    let (name, wire, backstage) = (name.to_owned(), Arc::clone(wire), Arc::clone(backstage));
    thread::spawn(move || {
        let _ = done.send(whole(&name, &wire, &backstage));
    });
    match ending.recv_timeout(Duration::from_secs(GUARD)) {
        Ok(mismatches) => mismatches,
        Err(mpsc::RecvTimeoutError::Timeout) => vec![format!("not done after {GUARD} s")],
        Err(mpsc::RecvTimeoutError::Disconnected) => vec!["it panicked; see above".into()],
    }
}

/// The wire runs on a thread of its own; but a sandbox runs beside the caller, whose clock it shares.
fn whole(name: &str, wire: &Runtime, backstage: &Backstage) -> Vec<String> {
    let own = runtime::Builder::new_current_thread().enable_all().build();
    let own = own.expect("the machine has a socket left");
    let named = backstage.library().get(name);
    let has_sandbox = named.is_some_and(|named| named.scenario.sandbox.is_some());
    let started = if has_sandbox { &own } else { wire }.block_on(backstage.start(name));
    let run = match started {
        Ok(run) => run,
        Err(defect) => return vec![defect],
    };
    let mut mismatches = own.block_on(caller::play(&run));
    mismatches.extend(if has_sandbox {
        own.block_on(run.finish())
    } else {
        // What the clients left behind ends with their runtime.
        drop(own);
        wire.block_on(run.finish())
    });
    mismatches
}
