//! The list of faults: whether the tests that it names exist.

use crate::stage::{Stage, Verdict, verdict};
use crate::workspace::Workspace;

pub(crate) const FAULTS: Stage = Stage {
    name: "faults",
    proves: "every class of faults has its scenarios, and its tests in each language that it concerns",
    needs: &[],
    run: faults,
};

const LIST: &str = "tests/FAULTS.md";

fn faults(workspace: &Workspace) -> Verdict {
    let list = workspace.read(LIST)?;
    let exists = |path: &str| workspace.root().join(path).exists();
    let read = |path: &str| workspace.read(path).ok();
    verdict(&missing(&list, exists, read))
}

/// What the list names and is not there, and the cells with nothing in them.
fn missing(
    list: &str,
    exists: impl Fn(&str) -> bool,
    read: impl Fn(&str) -> Option<String>,
) -> Vec<String> {
    let mut missing = Vec::new();
    for line in list.lines().filter(|line| line.starts_with("| ") && !line.contains(" class |")) {
        let mut cells = line.trim_matches('|').split(" | ").map(str::trim);
        let class = cells.next().unwrap_or_default();
        let empty = |cell: &str| !cell.contains('`') && !cell.starts_with("– ");
        missing
            .extend(cells.filter(|cell| empty(cell)).map(|_| format!("{class}: a cell is empty")));
    }
    // Every second piece is between backticks; those of the first lines explain.
    let tables = list.split_once("\n## ").map_or("", |(_, tables)| tables);
    for named in tables.split('`').skip(1).step_by(2) {
        let fault = match named.split_once("::") {
            Some((file, name)) => match read(file) {
                None => Some(format!("{named}: there is no such file")),
                Some(text) if !names(&text, name) => Some(format!("{named}: no such test in it")),
                Some(_) => None,
            },
            None if named.ends_with('/') => (!exists(&format!("tests/scenarios/{named}")))
                .then(|| format!("{named}: there is no such folder of scenarios")),
            None => (!exists(&format!("tests/scenarios/{named}.json")))
                .then(|| format!("{named}: there is no such scenario")),
        };
        missing.extend(fault);
    }
    missing
}

/// Whether the text has that name, and not just one that it is a part of.
fn names(text: &str, name: &str) -> bool {
    let goes_on = |next: Option<char>| next.is_some_and(|it| it.is_alphanumeric() || it == '_');
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        !goes_on(before.chars().next_back()) && !goes_on(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn what_is_named_and_not_there_is_found_and_so_is_an_empty_cell() {
        let list = "`a/` explains\n\n## Wire\n| class | it |\n|---|---|\n| one | `there/` |\n\
            | two | `gone/`, `gone/file` |\n| three | – has none | `t.rs::fn yes`, `t.rs::fn no` |\n\
            | four |  | `u.rs::fn yes`, `t.rs::fn ye` |\n";
        let exists = |path: &str| path == "tests/scenarios/there/";
        let read = |path: &str| (path == "t.rs").then(|| "fn yes() {}".to_owned());
        assert_eq!(
            missing(list, exists, read),
            [
                "four: a cell is empty",
                "gone/: there is no such folder of scenarios",
                "gone/file: there is no such scenario",
                "t.rs::fn no: no such test in it",
                "u.rs::fn yes: there is no such file",
                "t.rs::fn ye: no such test in it",
            ]
        );
    }
}
