//! The demo as a script sees it.

#[cfg(unix)]
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::child::hypersender;
use crate::drawn;

fn text(output: &[u8]) -> &str {
    std::str::from_utf8(output).expect("the command prints UTF-8")
}

#[test]
fn in_a_pipe_the_demo_links_the_phone_without_a_single_escape() {
    let output = hypersender(&["demo", "--speed", "20"]).output().unwrap();
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(told.contains("this is not a terminal"), "{told}");
    assert!(told.contains("WORKING"), "{told}");
    assert!(!told.contains(['\x1b', '▀', '\r']), "{told}");

    let file = told.split_whitespace().find(|word| word.ends_with("qr-code.png")).unwrap();
    assert!(!Path::new(file).exists(), "a dead code must not stay in {file}");
}

#[test]
fn a_reader_that_leaves_ends_the_demo_without_a_panic() {
    let mut demo = hypersender(&["demo", "--speed", "20"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(demo.stdout.take());
    let output = demo.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_demo_with_its_number_and_takes_the_code_away() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut demo =
            hypersender(&["demo", "--speed", "1"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut told = BufReader::new(demo.stdout.take().unwrap()).lines().map(Result::unwrap);
        let line = told.find(|line| line.contains("qr-code.png")).unwrap();
        let file = Path::new(line.split_whitespace().last().unwrap());
        assert!(file.exists());

        let kill = Command::new("kill").args([signal, &demo.id().to_string()]).status().unwrap();
        assert!(kill.success());
        assert_eq!(demo.wait().unwrap().code(), Some(code));
        assert!(!file.exists(), "a dead code must not stay in {}", file.display());
    }
}

#[test]
fn help_is_no_failure_and_a_wrong_argument_is_usage() {
    let run = |arguments: &[&str]| -> (Option<i32>, Output) {
        let output = hypersender(arguments).output().unwrap();
        (output.status.code(), output)
    };
    assert!(matches!(run(&["--help"]), (Some(0), output) if text(&output.stdout).contains("demo")));
    assert!(matches!(run(&["--version"]), (Some(0), output) if !output.stdout.is_empty()));
    for wrong in [&[][..], &["dance"], &["demo", "--speed", "0"], &["demo", "--loud"]] {
        let (code, output) = run(wrong);
        assert_eq!(code, Some(2), "{wrong:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{wrong:?}");
    }
}

#[test]
fn the_picture_in_the_readme_can_be_scanned() {
    let picture = std::fs::read_to_string(drawn::PATH).unwrap();
    let code = drawn::code_in(&picture).expect("a code that can be read");
    assert!(code.contains('@'), "{code}");
    assert!(drawn::words_in(&picture).contains(&"demo"));
}
