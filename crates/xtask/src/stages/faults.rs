//! The list of faults: whether the tests that it names exist, and are tests.

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
    // The first lines explain; of the rest, only the first table is one of scenarios.
    let sections = list.split("\n## ").skip(1);
    for (at, named) in sections.enumerate().flat_map(|(at, it)| named_in(it).map(move |n| (at, n)))
    {
        let fault = match named.split_once("::") {
            Some((file, name)) => match read(file) {
                None => Some(format!("{named}: there is no such file")),
                Some(text) if !is_test(file, &text, name) => {
                    Some(format!("{named}: no such test in it"))
                }
                Some(_) => None,
            },
            None if at > 0 => Some(format!("{named}: what every language runs is no test of one")),
            None if named.ends_with('/') => (!exists(&format!("tests/scenarios/{named}")))
                .then(|| format!("{named}: there is no such folder of scenarios")),
            None => (!exists(&format!("tests/scenarios/{named}.json")))
                .then(|| format!("{named}: there is no such scenario")),
        };
        missing.extend(fault);
    }
    missing
}

/// What stands between backticks.
fn named_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether a file has a test of that whole name, as its language writes one.
fn is_test(file: &str, text: &str, name: &str) -> bool {
    // An apostrophe is escaped where the name is between two of them.
    let text = text.replace("\\'", "\u{2019}");
    let name = name.replace('\'', "\u{2019}");
    match file.rsplit('.').next() {
        Some("rs") => {
            lines_with(&text, &format!("fn {name}(")).any(|above| is_marked(above, "test"))
        }
        Some("py") => {
            name.starts_with("test_") && lines_with(&text, &format!("def {name}(")).next().is_some()
        }
        Some("mjs" | "js" | "ts") => {
            // By itself, or as a row of a table of tests.
            let rows = text.match_indices("test(").any(|(at, call)| {
                text[at + call.len()..].starts_with(|next: char| next.is_alphabetic())
            });
            ["'", "\"", "`"].iter().any(|quote| {
                text.contains(&format!("test({quote}{name}{quote}"))
                    || (rows && text.contains(&format!("[{quote}{name}{quote}, ")))
            })
        }
        Some("kt") => {
            lines_with(&text, &format!("fun `{name}`(")).any(|above| is_marked(above, "Test"))
        }
        Some("swift") => text.contains(&format!("@Test(\"{name}\"")),
        _ => false,
    }
}

/// What stands above each line with that in it.
fn lines_with<'a>(text: &'a str, wanted: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(wanted).map(|(at, _)| text[..at].rsplit_once('\n').map_or("", |it| it.0))
}

/// Whether the attributes right above say that it is a test.
fn is_marked(above: &str, mark: &str) -> bool {
    let attributes = above.lines().rev().map(str::trim).take_while(|line| !line.is_empty());
    // Those of a body end with a brace or a semicolon.
    let mut attributes = attributes.take_while(|line| !line.ends_with(['}', ';', '{']));
    attributes.any(|line| {
        let name = line.trim_start_matches(['#', '[', '@']).split([']', '(', ' ']).next();
        line.starts_with(['#', '@']) && name.is_some_and(|it| it.rsplit("::").next() == Some(mark))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_test, missing};

    #[test]
    fn what_is_named_and_not_there_is_found_and_so_is_an_empty_cell() {
        let list = "`a/` explains\n\n## Wire\n| class | it |\n|---|---|\n| one | `there/` |\n\
            | two | `gone/`, `gone/file` |\n\n## Languages\n| three | – has none | `t.rs::yes`, `t.rs::no` |\n\
            | four |  | `u.rs::yes`, `t.rs::ye` |\n| five | `there/` |\n";
        let exists = |path: &str| path == "tests/scenarios/there/";
        let read = |path: &str| (path == "t.rs").then(|| "#[test]\nfn yes() {}".to_owned());
        assert_eq!(
            missing(list, exists, read),
            [
                "four: a cell is empty",
                "gone/: there is no such folder of scenarios",
                "gone/file: there is no such scenario",
                "t.rs::no: no such test in it",
                "u.rs::yes: there is no such file",
                "t.rs::ye: no such test in it",
                "there/: what every language runs is no test of one",
            ]
        );
    }

    #[test]
    fn only_a_test_is_one_in_each_language() {
        let rust = "#[tokio::test(start_paused = true)]\n#[cfg(unix)]\nasync fn yes() {\n}\nfn no() {}\n\n\
            #[cfg(test)]\nfn neither() {}\n#[test]\nfn with() { let f = 1; }\nfn without() {}";
        let python = "async def test_yes(\n    a: int) -> None: ...\ndef main() -> None: ...\nclass Driver: ...\n";
        let node = "test('it is nobody else\\'s', async (t) => {});\nconst acts = 1; // 'acts'";
        let kotlin = "    @Test\n    fun `it is one`() {}\n\n    fun `it is none`() {}\n";
        let swift =
            "    @Test(\"it is one\", arguments: [1])\n    func one() {}\n    // \"it is none\"";
        for (file, text, name, is) in [
            ("a.rs", rust, "yes", true),
            ("a.rs", rust, "no", false),
            ("a.rs", rust, "neither", false),
            ("a.rs", rust, "with", true),
            ("a.rs", rust, "without", false),
            ("a.rs", rust, "ye", false),
            ("a.py", python, "test_yes", true),
            ("a.py", python, "main", false),
            ("a.py", python, "class Driver", false),
            ("a.mjs", node, "it is nobody else's", true),
            ("a.mjs", node, "it is nobody else", false),
            ("a.mjs", node, "acts", false),
            ("a.mjs", "for (const [how] of [['a row', 1]]) test(how, () => {});", "a row", true),
            ("a.mjs", "const rows = [['a row', 1]];", "a row", false),
            ("a.kt", kotlin, "it is one", true),
            ("a.kt", kotlin, "it is none", false),
            ("a.swift", swift, "it is one", true),
            ("a.swift", swift, "it is none", false),
            ("a.md", "test", "test", false),
        ] {
            assert_eq!(is_test(file, text, name), is, "{file} {name}");
        }
    }
}
