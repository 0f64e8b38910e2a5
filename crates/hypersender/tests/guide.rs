//! The guide's glossary is the core's: `WRITE_GUIDE=1 cargo test -p hypersender --test guide` writes it.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::fmt::Write;
use std::path::Path;

use hypersender::{ErrorKind, LimitedBy, LinkEventKind, Outcome, Reason, Status};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/guide/errors.md");

#[test]
fn the_glossary_has_every_word_with_its_meaning() {
    let text = glossary();
    if std::env::var_os("WRITE_GUIDE").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    let kept = std::fs::read_to_string(Path::new(FILE)).unwrap();
    assert!(kept == text, "guide/errors.md is out of date; WRITE_GUIDE=1 writes it anew");
}

#[test]
fn the_page_of_statuses_has_all_that_are_documented() {
    let page = include_str!("../guide/statuses.md");
    for status in Status::DOCUMENTED {
        assert!(page.contains(&format!("| `{}` |", status.as_str())), "{}", status.as_str());
    }
}

#[test]
fn the_guide_speaks_of_no_event_that_there_is_not() {
    let pages =
        [include_str!("../guide/linking.md"), include_str!("../guide/statuses.md")].concat();
    for event in ["qr_code", "qr_expired", "cooling_down", "limited", "stalled", "linked"] {
        assert!(LinkEventKind::ALL.iter().any(|kind| kind.name() == event));
        assert!(pages.contains(&format!("`{event}`")), "{event}");
    }
}

fn glossary() -> String {
    let mut text = String::from(
        "# Every error\n\n\
         An error says what went wrong (`code`), in a sentence for a person (`message`), and what a failed POST has done at the\n\
         service (`outcome`). The codes are permanent, and the same in every language.\n\n\
         <!-- generated from the core: see crates/hypersender/tests/guide.rs -->\n\n\
         | code | when | what to do |\n|---|---|---|\n",
    );
    for kind in ErrorKind::ALL {
        writeln!(text, "| `{kind}` | {} | {} |", plain(kind.meaning()), kind.advice()).unwrap();
    }
    let outcomes = Outcome::ALL.iter().map(|word| (word.name(), word.meaning()));
    table(&mut text, "What a failed POST has done", "outcome", outcomes);
    let limits = LimitedBy::ALL.iter().map(|word| (word.name(), word.meaning()));
    table(&mut text, "Who held a request back", "limited_by", limits);
    let reasons = Reason::ALL.iter().map(|word| (word.name(), word.meaning()));
    table(&mut text, "Where it broke, or what is wrong with an answer", "reason", reasons);
    text
}

fn table<'a>(
    text: &mut String,
    title: &str,
    column: &str,
    words: impl Iterator<Item = (&'a str, &'a str)>,
) {
    write!(text, "\n## {title}\n\n| `{column}` | means |\n|---|---|\n").unwrap();
    for (name, meaning) in words {
        writeln!(text, "| `{name}` | {} |", plain(meaning)).unwrap();
    }
}

/// Without links: where the page is read they may lead nowhere.
fn plain(meaning: &str) -> String {
    let mut parts = meaning.trim().split("](");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once(')').map_or("", |(_, rest)| rest));
    }
    text.replace('[', "")
}
