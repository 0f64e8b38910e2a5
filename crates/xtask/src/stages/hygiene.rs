//! What no compiler looks at: versions, links, sizes, and traces of the machine something was
//! written on.

use crate::stage::{Stage, Verdict, verdict};
use crate::workspace::{TextFile, Workspace};

pub(crate) const HYGIENE: Stage = Stage {
    name: "hygiene",
    proves: "one version, a changelog for it, links that lead somewhere, short files, no foreign paths",
    needs: &[],
    run: hygiene,
};

/// The most lines that a file of code may have.
const LONGEST: usize = 400;

fn hygiene(workspace: &Workspace) -> Verdict {
    let files = workspace.text_files()?;
    let version = version(&workspace.read("Cargo.toml")?)?;
    let mut findings = other_versions(&files, &version);
    findings.extend(missing_from_changelog(&workspace.read("CHANGELOG.md")?, &version));
    findings.extend(long_files(&files));
    findings.extend(machine_paths(&files));
    findings.extend(foreign_registries(&files));
    findings.extend(ignored_tests(&files));
    findings.extend(untested_examples(&files));
    findings.extend(broken_links(&files, |path| workspace.root().join(path).exists()));
    verdict(&findings)
}

/// The version in the workspace's manifest.
fn version(manifest: &str) -> Result<String, String> {
    manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| "Cargo.toml has no version of the workspace".into())
}

/// Crates that don't take the workspace's version, and references to another one.
fn other_versions(files: &[TextFile], version: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        let TextFile { path, text } = file;
        if path == "Cargo.toml" {
            let own = format!("version = \"={version}\"");
            let others = text.lines().filter(|l| l.contains("path = \"") && !l.contains(&own));
            findings.extend(others.map(|line| format!("{path}: not {version}: {line}")));
        } else if path.ends_with("/Cargo.toml") && !text.contains("version.workspace = true") {
            findings.push(format!("{path}: has a version of its own"));
        }
        let others = versions_for_others(file).into_iter().filter(|told| *told != version);
        findings.extend(others.map(|told| format!("{path}: {told}, not {version}")));
    }
    findings
}

/// What the packages for npm and Maven say is their version, or want as ours.
fn versions_for_others(file: &TextFile) -> Vec<&str> {
    if file.path == "node/package.json" {
        let told = file.text.split("\n  \"version\": \"").skip(1);
        told.filter_map(|rest| rest.split('"').next()).collect()
    } else if file.path.ends_with("/pom.xml") {
        let told = file.text.split("<artifactId>hypersender</artifactId>").skip(1);
        let told = told.filter_map(|rest| rest.trim_start().strip_prefix("<version>"));
        let told = told.chain(file.text.split("<hypersender.version>").skip(1));
        let told = told.filter_map(|rest| rest.split('<').next());
        told.filter(|told| !told.starts_with("${")).collect()
    } else {
        Vec::new()
    }
}

fn missing_from_changelog(changelog: &str, version: &str) -> Option<String> {
    let heading = format!("## [{version}]");
    let found = changelog.lines().any(|line| line.starts_with(&heading));
    (!found).then(|| format!("CHANGELOG.md: has no `{heading}`"))
}

fn long_files(files: &[TextFile]) -> Vec<String> {
    let code = ["rs", "py", "pyi", "js", "mjs", "ts", "kt", "swift", "sh"];
    files
        .iter()
        .filter(|file| code.contains(&file.extension()) && !file.path.contains("/generated/"))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            (lines > LONGEST)
                .then(|| format!("{}: {lines} lines; {LONGEST} are the most", file.path))
        })
        .collect()
}

/// Folders that exist on somebody's machine only. Put together here, so as not to be found here.
fn machine_paths(files: &[TextFile]) -> Vec<String> {
    let folders = ["home", "root", "Users", "work"].map(|name| format!("/{name}/"));
    lines_that(files, |line| {
        folders.iter().any(|folder| {
            line.match_indices(folder.as_str()).any(|(at, _)| {
                // In the middle of a longer path or address it is somebody's page, not a folder.
                let before = line[..at].chars().next_back();
                !before.is_some_and(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c))
            })
        })
    })
}

/// Lock files and settings that name another registry than the public one.
fn foreign_registries(files: &[TextFile]) -> Vec<String> {
    const CRATES: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    const NPM: &str = "\"resolved\": \"https://registry.npmjs.org/";
    let mut findings = Vec::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        let foreign: fn(&str) -> bool = match name {
            "Cargo.lock" => |line| line.starts_with("source = ") && line != CRATES,
            "package-lock.json" => |line| line.contains("\"resolved\"") && !line.contains(NPM),
            "config.toml" => |line| line.contains("replace-with") || line.contains("index = "),
            ".npmrc" => |line| line.contains("registry"),
            "pip.conf" | "requirements.txt" | "requirements-dev.txt" | "pyproject.toml" => {
                |line| line.contains("index-url")
            }
            _ => continue,
        };
        findings.extend(lines_that(std::slice::from_ref(file), foreign));
    }
    findings
}

/// Tests that are not run, or not to their end, as each language writes it. What a whole platform does
/// not have, such as forks, may be left out there; what a machine lacks belongs into a stage that says so.
fn ignored_tests(files: &[TextFile]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        findings.extend(lines_that(std::slice::from_ref(file), |line| {
            skips(file.extension()).iter().any(|skip| line.contains(skip))
        }));
    }
    findings
}

/// How a test is left out in files of that kind. In two parts, so as not to be found here.
fn skips(extension: &str) -> &'static [&'static str] {
    match extension {
        "rs" => &[concat!("#[ign", "ore"), concat!("ign", "ore)]"), concat!("```ign", "ore")],
        "py" => &[
            concat!("mark.sk", "ip"),
            concat!("mark.xf", "ail"),
            concat!("pytest.sk", "ip"),
            concat!("pytest.xf", "ail"),
            concat!("import", "orskip"),
            concat!("unittest.sk", "ip"),
            concat!("Skip", "Test"),
        ],
        "js" | "mjs" | "cjs" | "ts" | "mts" | "cts" => &[
            concat!(".sk", "ip("),
            concat!(".to", "do("),
            concat!(".on", "ly("),
            concat!("{ sk", "ip: "),
            concat!("sk", "ip: true"),
            concat!("{ to", "do: "),
            concat!("to", "do: true"),
            concat!("on", "ly: true"),
        ],
        "kt" | "java" => &[
            concat!("@Dis", "abled"),
            concat!("@Enab", "ledI"),
            concat!("@Ign", "ore"),
            concat!("Assump", "tions"),
            concat!("assume", "True"),
            concat!("assume", "False"),
            concat!("assuming", "That"),
        ],
        "swift" => &[
            concat!(".dis", "abled("),
            concat!(".ena", "bled("),
            concat!("XCT", "Skip"),
            concat!("withKnown", "Issue"),
            concat!("Test.can", "cel"),
        ],
        _ => &[],
    }
}

/// The pages whose examples are run, by the language of the examples.
const PAGES: [(&str, &str); 4] = [
    ("python", "python/README.md"),
    ("js", "node/README.md"),
    ("kotlin", "bindings/kotlin/README.md"),
    ("swift", "bindings/swift/README.md"),
];

/// Examples on the first page that are not, word for word, on the page of their language.
fn untested_examples(files: &[TextFile]) -> Vec<String> {
    let text = |path: &str| files.iter().find(|file| file.path == path).map(|file| &*file.text);
    let first = text("README.md").unwrap_or_default();
    let mut findings = Vec::new();
    for (language, page) in PAGES {
        let opening = format!("```{language}\n");
        for example in first.split(&opening).skip(1).filter_map(|rest| rest.split("```").next()) {
            if !text(page).is_some_and(|text| text.contains(example)) {
                let begin = example.lines().next().unwrap_or_default();
                findings.push(format!("README.md: the example `{begin}` is not in {page}"));
            }
        }
    }
    findings
}

/// Links of Markdown files to a file beside them that is not there.
fn broken_links(files: &[TextFile], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.extension() == "md") {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let markdown = file.text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let html = file.text.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for link in markdown.chain(html) {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains(':') || target.contains(char::is_whitespace) {
                continue;
            }
            let path = format!("{folder}/{target}");
            if !exists(path.trim_start_matches('/')) {
                findings.push(format!("{}: `{target}` is not there", file.path));
            }
        }
    }
    findings
}

fn lines_that(files: &[TextFile], found: impl Fn(&str) -> bool) -> Vec<String> {
    let mut findings = Vec::new();
    for TextFile { path, text } in files {
        for (index, line) in text.lines().enumerate().filter(|(_, line)| found(line)) {
            findings.push(format!("{path}:{}: {}", index + 1, line.trim()));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Vec<TextFile> {
        vec![TextFile { path: path.into(), text: text.into() }]
    }

    #[test]
    fn the_version_is_one() {
        let manifest = "[workspace.package]\nversion = \"1.2.3\"\n";
        assert_eq!(version(manifest).unwrap(), "1.2.3");
        let pinned = "a = { path = \"crates/a\", version = \"=1.2.2\" }";
        assert_eq!(other_versions(&file("Cargo.toml", pinned), "1.2.3").len(), 1);
        assert_eq!(other_versions(&file("Cargo.toml", pinned), "1.2.2").len(), 0);
        let own = file("crates/a/Cargo.toml", "version = \"1.2.3\"");
        assert_eq!(other_versions(&own, "1.2.3").len(), 1);
    }

    #[test]
    fn the_version_for_npm_and_maven_is_the_same() {
        let npm = file("node/package.json", "{\n  \"version\": \"1.2.2\",\n  \"x\": 1\n}\n");
        let own = "<artifactId>hypersender</artifactId>\n  <version>1.2.2</version>";
        let named = "<hypersender.version>1.2.2</hypersender.version>";
        let maven = |text| file("bindings/kotlin/pom.xml", text);
        for files in [npm, maven(own), maven(named)] {
            assert_eq!(other_versions(&files, "1.2.3").len(), 1);
            assert_eq!(other_versions(&files, "1.2.2").len(), 0);
        }
        let elsewhere =
            "<artifactId>hypersender</artifactId>\n<version>${hypersender.version}</version>";
        assert_eq!(other_versions(&maven(elsewhere), "1.2.3").len(), 0);
    }

    #[test]
    fn a_version_needs_its_entry_in_the_changelog() {
        assert_eq!(missing_from_changelog("## [1.0.0] - 2026-01-01", "1.0.0"), None);
        assert!(missing_from_changelog("## [1.0.0]", "1.0.1").is_some());
    }

    #[test]
    fn a_long_file_is_found_unless_it_is_generated_or_no_code() {
        let text = "x\n".repeat(LONGEST + 1);
        assert_eq!(long_files(&file("src/a.rs", &text)).len(), 1);
        assert_eq!(long_files(&file("src/generated/a.rs", &text)).len(), 0);
        assert_eq!(long_files(&file("Cargo.lock", &text)).len(), 0);
        assert_eq!(long_files(&file("src/a.rs", &text[2..])).len(), 0);
    }

    #[test]
    fn a_folder_of_a_machine_is_found_and_an_address_is_not() {
        let found = |text: &str| machine_paths(&file("a.md", text)).len();
        assert_eq!(found(concat!("see /ho", "me/me/x")), 1);
        assert_eq!(found(concat!("\"/wo", "rk/x\"")), 1);
        assert_eq!(found(concat!("https://example.com/ho", "me/page and target/wo", "rk/x")), 0);
    }

    #[test]
    fn another_registry_is_found() {
        let lock =
            |host: &str| file("Cargo.lock", &format!("source = \"registry+https://{host}\""));
        assert_eq!(foreign_registries(&lock("mirror.example/index")).len(), 1);
        assert_eq!(foreign_registries(&lock("github.com/rust-lang/crates.io-index")).len(), 0);
        let npm = file("node/package-lock.json", "\"resolved\": \"https://mirror.example/a.tgz\"");
        assert_eq!(foreign_registries(&npm).len(), 1);
    }

    #[test]
    fn a_test_that_is_left_out_is_found_in_every_language() {
        for (path, text) in [
            ("a.rs", concat!("    #[ign", "ore]")),
            ("a.rs", concat!("#[cfg_attr(unix, ign", "ore)]")),
            ("a.py", concat!("@pytest.mark.sk", "ipif(True, reason='it is late')")),
            ("a.py", concat!("    pytest.sk", "ip('it is late')")),
            ("a.py", concat!("trio = pytest.import", "orskip('trio')")),
            ("a.py", concat!("@pytest.mark.xf", "ail")),
            ("a.mjs", concat!("test('x', { sk", "ip: true }, () => {});")),
            ("a.mjs", concat!("test.sk", "ip('x', () => {});")),
            ("a.mjs", concat!("  t.to", "do('x');")),
            ("a.mjs", concat!("test.on", "ly('x', () => {});")),
            ("a.kt", concat!("    @Dis", "abled(\"it is late\")")),
            ("a.kt", concat!("    assume", "True(day)")),
            ("a.java", concat!("Assump", "tions.abort();")),
            ("a.swift", concat!("@Test(\"x\", .dis", "abled(\"it is late\"))")),
            ("a.swift", concat!("throw XCT", "Skip()")),
        ] {
            assert_eq!(ignored_tests(&file(path, text)).len(), 1, "{text}");
            assert_eq!(ignored_tests(&file("a.md", text)).len(), 0, "{text}");
        }
        assert_eq!(
            ignored_tests(&file("a.mjs", "test('it skips what is over', () => {});")).len(),
            0
        );
    }

    #[test]
    fn an_example_that_nothing_runs_is_found() {
        let pages = |example: &str| {
            let first = file("README.md", &format!("```js\n{example}\n```"));
            [first, file("node/README.md", "```js\nawait link();\n```")].concat()
        };
        assert_eq!(untested_examples(&pages("await link();")).len(), 0);
        assert_eq!(untested_examples(&pages("await lnk();")).len(), 1);
    }

    #[test]
    fn a_link_to_nothing_is_found() {
        let page = file("docs/a.md", "[a](b.md#part) [b](https://example.com) <img src=\"c.svg\">");
        assert_eq!(broken_links(&page, |path| path == "docs/b.md").len(), 1);
        assert_eq!(broken_links(&page, |_| true).len(), 0);
    }
}
