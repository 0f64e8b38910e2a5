//! `cargo xtask`: the project's own chores, written in Rust so that they run wherever it builds.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is a program for a terminal")]

mod cache;
mod elf;
mod generate;
mod last_words;
mod licences;
mod linked;
mod loopback;
mod mutants;
mod other_targets;
mod papers;
mod process;
mod release_check;
mod sbom;
mod shipping;
mod stage;
mod stages;
mod suite;
mod swift;
mod table;
mod tool;
mod trixie;
mod venv;
mod workspace;

use std::process::ExitCode;

use stage::Stage;
use suite::Selection;
use workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask test [STAGE...]   run every check, or the named stages
       cargo xtask test --list       say which stages there are
       cargo xtask chaos --minutes N [--seed S] [--language L]
                                     random faults, sessions and calls in three languages
       cargo xtask fuzz --minutes N  fuzz each target for so long
       cargo xtask release-check [STAGE...]
                                     what takes too long for every change; `--list` here, too
       cargo xtask generate          write the Kotlin and Swift code that UniFFI makes
       cargo xtask verify            compare it with what is checked in, and compile for phones
       cargo xtask picture           draw the README's picture anew, out of a real terminal
       cargo xtask jar               build what goes into the jar for this machine
       cargo xtask package TARGET    build wheel, npm package and the jar's library for a target
       cargo xtask look-at FOLDER    check the packages in it: sizes, libraries, bills of materials, licences
       cargo xtask papers FOLDER CRATE PACKAGE [--no-default-features] [TARGET...]
                                     write what comes with a library: licences, bills of materials
       cargo xtask mutants [...]     change the rules one by one, and see whether a test notices

With CI=true nothing may be left out, and missing tools are installed where apt-get can do it.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["test", names @ ..] => test(stages::ALL, names),
        ["release-check", names @ ..] => test(release_check::ALL, names),
        ["picture"] => chore(stages::draw_picture),
        ["mutants", arguments @ ..] => chore(|it| mutants::run_mutants(it, arguments)),
        ["chaos", words @ ..] => match stages::Wanted::of(words) {
            Ok(wanted) => chore(|workspace| stages::chaos(workspace, &wanted)),
            Err(complaint) => misused(&complaint),
        },
        ["fuzz", "--minutes", minutes] => match minutes.parse::<u64>() {
            Ok(minutes) => chore(|workspace| stages::fuzz(workspace, minutes * 60)),
            Err(_) => misused("The minutes are a number."),
        },
        ["generate"] => chore(generate::generate),
        ["verify"] => chore(|it| stages::verify(it).and_then(|()| stages::mobile(it))),
        ["jar"] => chore(shipping::for_this_machine),
        ["package", target] => chore(|workspace| shipping::package(workspace, target, None)),
        ["look-at", folder] => chore(|it| stages::look_into(it, folder.as_ref())),
        ["papers", folder, library, address, rest @ ..] => {
            let (bare, targets) = match rest {
                ["--no-default-features", targets @ ..] => (true, targets),
                targets => (false, targets),
            };
            let library = linked::Library { name: library, bare };
            chore(|it| {
                papers::write(it, folder.as_ref(), papers::Package { library, address }, targets)
            })
        }
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        [] => misused("What is to be done?"),
        [other, ..] => misused(&format!("There is no chore `{other}`.")),
    }
}

/// Something that is done by itself.
fn chore(act: impl FnOnce(&Workspace) -> stage::Verdict) -> ExitCode {
    match Workspace::find().and_then(|workspace| act(&workspace)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

/// Those of the stages that are named, or all of them; or, for `--list`, what there are.
fn test(stages: &[Stage], names: &[&str]) -> ExitCode {
    if names == ["--list"] {
        print!("{}", table::of_stages(stages));
        return ExitCode::SUCCESS;
    }
    let selection = match Selection::of(stages, names) {
        Ok(selection) => selection,
        Err(unknown) => return misused(&unknown),
    };
    let workspace = match Workspace::find() {
        Ok(workspace) => workspace,
        Err(error) => return misused(&error),
    };
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    let results = suite::run(&workspace, &selection, in_ci);
    print!("{}", table::of_results(&results));
    if results.iter().any(suite::StageResult::is_failure) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn misused(complaint: &str) -> ExitCode {
    eprintln!("{complaint}\n\n{USAGE}");
    ExitCode::from(2)
}
