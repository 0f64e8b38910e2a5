//! Which crates are in a library that is shipped, by what cargo itself tells: exactly those that are
//! linked for the target, without macros and build scripts.

use std::collections::{BTreeMap, BTreeSet};

use crate::process::{cargo, output};
use crate::workspace::Workspace;

/// A crate of the library, by name and version.
pub(crate) type Identity = (String, String);

/// A library of this workspace that is shipped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Library<'a> {
    /// The crate that it is made of.
    pub(crate) name: &'a str,
    /// As apps get it: without the features that it has by default.
    pub(crate) bare: bool,
}

/// What is to be known of a crate.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Component {
    pub(crate) licence: String,
    /// Of crates.io's file; the project's own crates have none.
    pub(crate) checksum: Option<String>,
    pub(crate) uses: BTreeSet<Identity>,
}

/// All of them, with the library's own crate, which is named first.
pub(crate) fn linked(
    workspace: &Workspace,
    library: Library<'_>,
    target: &str,
) -> Result<(Identity, BTreeMap<Identity, Component>), String> {
    let mut tree = cargo(workspace, &["tree", "--locked", "--package", library.name]);
    tree.args(["--target", target, "--edges=normal,no-proc-macro"]);
    if library.bare {
        tree.arg("--no-default-features");
    }
    tree.args(["--prefix=depth", "--no-dedupe", "--format=|{p}|{l}"]);
    let (root, mut components) = components(&output(&mut tree)?)?;
    let checksums = checksums(&workspace.read("Cargo.lock")?);
    for (identity, component) in &mut components {
        component.checksum = checksums.get(identity).cloned();
    }
    Ok((root, components))
}

/// Reads what cargo printed: `1|name v1.0.0 (/where)|licence`, each below the one that uses it.
pub(crate) fn components(tree: &str) -> Result<(Identity, BTreeMap<Identity, Component>), String> {
    let mut components: BTreeMap<Identity, Component> = BTreeMap::new();
    let mut above: Vec<Identity> = Vec::new();
    for line in tree.lines().filter(|line| !line.is_empty()) {
        let strange = || format!("cargo tree printed `{line}`");
        let mut parts = line.split('|');
        let depth = parts.next().and_then(|depth| depth.parse::<usize>().ok());
        let mut words = parts.next().ok_or_else(strange)?.split(' ');
        let name = words.next().ok_or_else(strange)?.to_owned();
        let version = words.next().and_then(|word| word.strip_prefix('v')).ok_or_else(strange)?;
        let identity = (name, version.to_owned());
        above.truncate(depth.ok_or_else(strange)?);
        if let Some(user) = above.last().and_then(|user| components.get_mut(user)) {
            user.uses.insert(identity.clone());
        }
        components.entry(identity.clone()).or_default().licence =
            // Old manifests write `/` for `OR`.
            parts.next().unwrap_or_default().replace('/', " OR ");
        above.push(identity);
    }
    Ok((above.into_iter().next().ok_or("cargo tree printed nothing")?, components))
}

/// The checksums in a Cargo.lock.
fn checksums(lock: &str) -> BTreeMap<Identity, String> {
    let packages = lock.split("[[package]]").skip(1);
    packages
        .filter_map(|package| {
            let value = |name: &str| {
                let line = package.lines().find_map(|line| line.strip_prefix(name))?;
                Some(line.strip_prefix(" = \"")?.strip_suffix('"')?.to_owned())
            };
            Some(((value("name")?, value("version")?), value("checksum")?))
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const TREE: &str = "0|own v0.1.0 (/some/where)|MIT\n1|a v1.0.0|MIT/Apache-2.0\n2|b v2.0.0+x|ISC\n1|c v3.0.0|\n2|b v2.0.0+x|ISC\n";

    pub(crate) fn identity(name: &str, version: &str) -> Identity {
        (name.to_owned(), version.to_owned())
    }

    #[test]
    fn each_crate_is_there_once_and_below_those_that_use_it() {
        let (root, components) = components(TREE).unwrap();
        assert_eq!(root, identity("own", "0.1.0"));
        assert_eq!(components.len(), 4);
        assert_eq!(components[&identity("a", "1.0.0")].licence, "MIT OR Apache-2.0");
        let expected = BTreeSet::from([identity("a", "1.0.0"), identity("c", "3.0.0")]);
        assert_eq!(components[&root].uses, expected);
        for user in ["a", "c"] {
            let user = components.iter().find(|((name, _), _)| name == user).unwrap().1;
            assert_eq!(user.uses, BTreeSet::from([identity("b", "2.0.0+x")]));
        }
    }

    #[test]
    fn checksums_are_read() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"12\"\n\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n";
        let expected = BTreeMap::from([(identity("a", "1.0.0"), "12".to_owned())]);
        assert_eq!(checksums(lock), expected);
    }
}
