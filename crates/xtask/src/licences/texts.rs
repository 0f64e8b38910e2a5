//! The texts of one crate: those in its package, or, where it forgot them, the licence's own words.

use std::fs;
use std::path::{Path, PathBuf};

/// Files whose names begin so say under what terms something comes, and who wrote it.
const NAMES: [&str; 6] = ["license", "licence", "copying", "copyright", "notice", "unlicense"];

/// What crates are licensed under that come without a text. The first one of an expression is taken. MIT's
/// text has a place for those who wrote it.
const KNOWN: [(&str, &str); 2] =
    [("MIT", include_str!("MIT.txt")), ("MPL-2.0", include_str!("MPL-2.0.txt"))];

/// The texts of the crate that lies in `folder`, each with its name there.
pub(super) fn of(
    folder: &Path,
    name: &str,
    licence: &str,
) -> Result<Vec<(String, String)>, String> {
    let mut texts = Vec::new();
    for file in files_below(folder)? {
        let said = |error: std::io::Error| format!("{}: {error}", file.display());
        let text = fs::read_to_string(&file).map_err(said)?;
        let path = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        texts.push((path, text));
    }
    if texts.is_empty() {
        let manifest = folder.join("Cargo.toml");
        let manifest = fs::read_to_string(&manifest)
            .map_err(|error| format!("{}: {error}", manifest.display()))?;
        let text = in_its_own_words(name, licence, &authors(&manifest))?;
        texts.push(("which has no such file".to_owned(), text));
    }
    Ok(texts)
}

/// Also of what it has copied from others, in folders below. In an order that is the same everywhere.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(said)? {
        let path = entry.map_err(said)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else if NAMES.iter().any(|beginning| name.starts_with(beginning))
            && path.extension().is_none_or(|extension| extension != "rs")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The people in a manifest as cargo publishes it.
fn authors(manifest: &str) -> Vec<&str> {
    let list = manifest.split("\nauthors = [").nth(1).and_then(|rest| rest.split(']').next());
    list.unwrap_or_default().split('"').skip(1).step_by(2).collect()
}

fn in_its_own_words(name: &str, licence: &str, authors: &[&str]) -> Result<String, String> {
    let offered = licence.split(" OR ");
    let known = offered.filter_map(|offer| KNOWN.iter().find(|(known, _)| *known == offer.trim()));
    let (_, words) = known.into_iter().next().ok_or(format!(
        "{name} comes without a text of its licence, and crates/xtask/src/licences has none of `{licence}`"
    ))?;
    let authors =
        if authors.is_empty() { format!("the authors of {name}") } else { authors.join(", ") };
    Ok(words.replacen("AUTHORS", &authors, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_without_a_text_gets_that_of_its_licence_and_its_authors_names() {
        let manifest = "[package]\nname = \"a\"\nauthors = [\n    \"Ann <ann@example.com>\",\n    \"Bob\",\n]\nkeywords = [\"k\"]\n";
        assert_eq!(authors(manifest), ["Ann <ann@example.com>", "Bob"]);
        let text = in_its_own_words("a", "Apache-2.0 OR MIT", &authors(manifest)).unwrap();
        assert!(text.starts_with("Copyright (c) Ann <ann@example.com>, Bob\n\nPermission is"));
        let text = in_its_own_words("a", "MPL-2.0", &[]).unwrap();
        assert!(text.starts_with("Mozilla Public License Version 2.0\n"));
    }

    #[test]
    fn a_crate_whose_licence_nobody_knows_is_no_crate_to_be_shipped() {
        let refused = in_its_own_words("a", "MIT AND ISC", &[]).unwrap_err();
        assert!(refused.contains("`MIT AND ISC`"), "{refused}");
    }

    #[test]
    fn the_texts_of_what_a_crate_has_copied_are_found_and_its_code_is_not() {
        let folder = std::env::temp_dir().join(format!("licences-{}", std::process::id()));
        for (path, text) in [
            ("LICENSE-MIT", "one"),
            ("third_party/other/Licence.md", "two"),
            ("src/license.rs", "code"),
            ("README.md", "page"),
        ] {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let found = of(&folder, "a", "MIT");
        fs::remove_dir_all(&folder).unwrap();
        let expected = [("LICENSE-MIT", "one"), ("third_party/other/Licence.md", "two")];
        assert_eq!(found.unwrap(), expected.map(|(name, text)| (name.into(), text.into())));
    }
}
