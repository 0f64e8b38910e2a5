//! The licences of what others wrote and a library of ours contains. They ask whoever passes it on to
//! pass on their text and the names in it.
//!
//! All texts are taken that a crate has with it, also where one of two would do: what was not chosen
//! can't have been chosen wrongly.

mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::linked::{Component, Identity, Library, linked};
use crate::process::{cargo, output};
use crate::workspace::Workspace;

/// The name of the file in every package.
pub(crate) const FILE: &str = "THIRD-PARTY-LICENSES";

/// Rust's own library has no crate that cargo would tell of. It is used under the first of its two
/// licences, which asks for its text alone, whoever wrote which part.
const STANDARD_LIBRARY: &str = "The Rust standard library";

const BEGINNING: &str = "\
The native library in this package contains the software below. Each part is licensed by those who wrote it, as
is said here; their texts follow. The source of each crate is at https://crates.io/crates/NAME/VERSION.
";

/// The text of that file for a library as it is linked for these targets.
pub(crate) fn of(
    workspace: &Workspace,
    library: Library<'_>,
    targets: &[&str],
) -> Result<String, String> {
    let mut crates = BTreeMap::new();
    let mut folders = BTreeMap::new();
    for target in targets {
        let (_, components) = linked(workspace, library, target)?;
        // The project's own are not of others.
        crates.extend(components.into_iter().filter(|(_, crate_)| crate_.checksum.is_some()));
        let metadata = ["metadata", "--locked", "--format-version=1", "--filter-platform", target];
        folders.extend(folders_in(&output(&mut cargo(workspace, &metadata))?));
    }
    let mut gathered = Gathered::default();
    let own = workspace.read("LICENSE-APACHE")?;
    gathered.add(STANDARD_LIBRARY.to_owned(), &own);
    for (identity, Component { licence, .. }) in &crates {
        let (name, version) = identity;
        let folder =
            folders.get(identity).ok_or(format!("cargo does not say where {name} lies"))?;
        for (file, text) in texts::of(folder, name, licence)? {
            gathered.add(format!("{name} {version}, {file}"), &text);
        }
    }
    Ok(written(&crates, &gathered))
}

/// Where the crates lie, of what `cargo metadata` prints: the folder of one from a registry is called after it.
fn folders_in(metadata: &str) -> BTreeMap<Identity, PathBuf> {
    let manifests = metadata.split("\"manifest_path\":\"").skip(1);
    let manifests = manifests.filter_map(|rest| rest.split('"').next());
    manifests
        .filter_map(|manifest| {
            // As JSON writes the paths of Windows.
            let folder = Path::new(&manifest.replace("\\\\", "\\")).parent()?.to_path_buf();
            let called = folder.file_name()?.to_str()?.to_owned();
            // A version begins at the first dash that a digit follows and a dot somewhere behind.
            let at = called.match_indices('-').map(|(at, _)| at).find(|at| {
                let version = called[at + 1..].split('-').next().unwrap_or_default();
                version.starts_with(|first: char| first.is_ascii_digit()) && version.contains('.')
            })?;
            Some(((called[..at].to_owned(), called[at + 1..].to_owned()), folder))
        })
        .collect()
}

/// The texts, each once, and whose they are.
#[derive(Default)]
struct Gathered {
    /// By its words: in the order in which they came.
    places: BTreeMap<String, usize>,
    texts: Vec<(BTreeSet<String>, String)>,
}

impl Gathered {
    fn add(&mut self, whose: String, text: &str) {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let next = self.texts.len();
        let place = *self.places.entry(words).or_insert(next);
        if place == next {
            self.texts.push((BTreeSet::new(), text.replace("\r\n", "\n")));
        }
        self.texts[place].0.insert(whose);
    }
}

fn written(crates: &BTreeMap<Identity, Component>, gathered: &Gathered) -> String {
    let mut all = format!("{BEGINNING}\n{STANDARD_LIBRARY}: Apache-2.0 OR MIT\n");
    for ((name, version), Component { licence, .. }) in crates {
        let _ = writeln!(all, "{name} {version}: {licence}");
    }
    let (above, below) = ("=".repeat(80), "-".repeat(80));
    for (whose, text) in &gathered.texts {
        let whose = whose.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        let _ =
            write!(all, "\n{above}\n{whose}\n{below}\n\n{}\n", text.trim_matches('\n').trim_end());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linked::tests::identity;

    #[test]
    fn a_crate_lies_where_cargo_says() {
        let told = r#"{"manifest_path":"/r/src/index-1/a-b2-1.2.0/Cargo.toml"},{"manifest_path":"C:\\r\\x86-64-2.0.0-rc.1+z\\Cargo.toml"},{"manifest_path":"/own/crates/own/Cargo.toml"}"#;
        let folders = folders_in(told);
        let expected = identity("a-b2", "1.2.0");
        assert_eq!(folders[&expected], Path::new("/r/src/index-1/a-b2-1.2.0"));
        assert_eq!(folders.len(), if cfg!(windows) { 2 } else { 1 });
    }

    #[test]
    fn a_text_is_there_once_for_all_whose_it_is() {
        let mut gathered = Gathered::default();
        gathered.add("b 1.0.0, LICENSE".into(), "Do as you  like.\r\nBut say so.\r\n");
        gathered.add("c 1.0.0, LICENSE".into(), "Do not.\n");
        gathered.add("a 1.0.0, LICENSE".into(), "  Do as you like. But say so.\n");
        let crates = BTreeMap::from([(identity("a", "1.0.0"), Component::default())]);
        let text = written(&crates, &gathered);
        assert!(text.contains("a 1.0.0, LICENSE\nb 1.0.0, LICENSE\n---"), "{text}");
        assert!(text.contains("\n\nDo as you  like.\nBut say so.\n\n==="), "{text}");
        assert_eq!(text.matches("But say so.").count(), 1);
        assert!(text.ends_with("\n\nDo not.\n"));
    }
}
