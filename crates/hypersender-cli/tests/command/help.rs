//! Help that teaches, completions, and the manual.

use std::process::Command;

use crate::child::{end, hypersender};

const SUBCOMMANDS: [&str; 11] = [
    "demo",
    "link",
    "qr",
    "health",
    "instances",
    "create",
    "restart",
    "doctor",
    "sandbox",
    "completions",
    "man",
];

#[test]
fn every_subcommand_explains_itself_with_an_example() {
    let whole = end(&mut hypersender(&["--help"])).stdout;
    for name in SUBCOMMANDS {
        assert!(whole.contains(&format!("\n  {name} ")), "{name} is not in {whole}");
        let help = end(&mut hypersender(&[name, "--help"]));
        assert_eq!(help.code, 0, "{name}");
        assert!(help.stdout.contains(&format!("hypersender {name}")), "{help:?}");
        if name != "demo" {
            assert!(help.stdout.contains("Examples:"), "{help:?}");
        }
        let widest = help.stdout.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{name}: {widest:?}");
    }
    for (number, what) in [(3, "nobody scanned"), (8, "on the phone"), (143, "terminated")] {
        assert!(whole.contains(&format!("{number} ")) && whole.contains(what), "{whole}");
    }
}

#[test]
fn no_option_takes_a_token() {
    for name in SUBCOMMANDS {
        let help = end(&mut hypersender(&[name, "--help"])).stdout;
        assert!(!help.contains("--token "), "{help}");
    }
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let end = end(&mut hypersender(&["completions", shell]));
        assert_eq!(end.code, 0);
        for word in ["doctor", "restart-on-failed"] {
            assert!(end.stdout.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(end(&mut hypersender(&["completions", "tcsh"])).code, 2);
}

#[cfg(unix)]
#[test]
fn bash_can_read_its_completions() {
    let script = end(&mut hypersender(&["completions", "bash"])).stdout;
    let complete = "COMP_WORDS=(hypersender do); COMP_CWORD=1; _hypersender hypersender do hypersender; echo ${COMPREPLY[@]}";
    let bash = Command::new("bash").args(["-c", &format!("{script}\n{complete}")]).output();
    let Ok(bash) = bash else { return }; // a system without bash has other completions
    assert_eq!(String::from_utf8_lossy(&bash.stdout).trim(), "doctor", "{bash:?}");
}

#[test]
fn there_is_a_manual_page_for_everything() {
    let folder = tempfile::tempdir().unwrap();
    let end_of_all = end(hypersender(&["man", "--directory"]).arg(folder.path()));
    assert_eq!(end_of_all.code, 0, "{end_of_all:?}");
    for name in SUBCOMMANDS {
        let page =
            std::fs::read_to_string(folder.path().join(format!("hypersender-{name}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{name}");
        let printed = end(&mut hypersender(&["man", name])).stdout;
        assert_eq!(printed, page, "{name}");
    }
    let whole = end(&mut hypersender(&["man"])).stdout;
    assert!(whole.contains("HYPERSENDER_TOKEN") && whole.contains(".TH hypersender 1"), "{whole}");
    assert_eq!(end(&mut hypersender(&["man", "dance"])).code, 2);
}
