//! Bills of materials: the crates in a library that is shipped, in the words of `CycloneDX`.
//!
//! Made of what cargo itself tells: exactly the crates that are linked for the target, without
//! macros and build scripts. Tools that make one tell where the crates lie on this machine, and
//! when they looked, so that no two are the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::process::{cargo, output};
use crate::shipping::host;
use crate::workspace::Workspace;

/// A crate of the library, by name and version.
type Identity = (String, String);

/// What is to be known of a crate.
#[derive(Debug, Default, PartialEq, Eq)]
struct Component {
    licence: String,
    /// Of crates.io's file; the project's own crates have none.
    checksum: Option<String>,
    uses: BTreeSet<Identity>,
}

/// The bill of what `library`, a crate of this workspace, brings into `package` on `target`. The
/// package is given as its address without the version, such as `pkg:pypi/hypersender`.
pub(crate) fn bill(
    workspace: &Workspace,
    library: &str,
    package: &str,
    target: Option<&str>,
) -> Result<String, String> {
    let target = match target {
        Some(target) => target.to_owned(),
        None => host(workspace)?,
    };
    let tree = output(&mut cargo(
        workspace,
        &[
            "tree",
            "--locked",
            "--package",
            library,
            "--target",
            &target,
            "--edges=normal,no-proc-macro",
            "--prefix=depth",
            "--no-dedupe",
            "--format=|{p}|{l}",
        ],
    ))?;
    let (root, mut components) = components(&tree)?;
    let checksums = checksums(&workspace.read("Cargo.lock")?);
    for (identity, component) in &mut components {
        component.checksum = checksums.get(identity).cloned();
    }
    Ok(written(package, &root, &target, &components))
}

/// Reads what cargo printed: `1|name v1.0.0 (/where)|licence`, each below the one that uses it.
fn components(tree: &str) -> Result<(Identity, BTreeMap<Identity, Component>), String> {
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

fn written(
    package: &str,
    root: &Identity,
    target: &str,
    components: &BTreeMap<Identity, Component>,
) -> String {
    let version = &root.1;
    let whole = format!("{package}@{version}");
    let named = package.rsplit('/').next().unwrap_or(package);
    let licences = |licence: &str| {
        if licence.is_empty() {
            return String::new();
        }
        format!(", \"licenses\": [{{\"expression\": {}}}]", quoted(licence))
    };
    let listed = components.iter().map(|(identity, component)| {
        let (name, version) = identity;
        let reference = reference(identity, component);
        let of_the_registry = component.checksum.as_ref().map(|checksum| {
            let hash = format!("{{\"alg\": \"SHA-256\", \"content\": {}}}", quoted(checksum));
            format!(", \"hashes\": [{hash}], \"purl\": {}", quoted(&reference))
        });
        format!(
            "{{\"type\": \"library\", \"bom-ref\": {}, \"name\": {}, \"version\": {}{}{}}}",
            quoted(&reference),
            quoted(name),
            quoted(version),
            licences(&component.licence),
            of_the_registry.unwrap_or_default(),
        )
    });
    let uses = |reference: &str, used: Vec<String>| {
        let used: Vec<String> = used.iter().map(|used| quoted(used)).collect();
        format!("{{\"ref\": {}, \"dependsOn\": [{}]}}", quoted(reference), used.join(", "))
    };
    let address = |identity: &Identity| reference(identity, &components[identity]);
    let edges = std::iter::once(uses(&whole, vec![address(root)])).chain(components.iter().map(
        |(identity, component)| {
            uses(&address(identity), component.uses.iter().map(address).collect())
        },
    ));
    format!(
        r#"{{
  "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "version": 1,
  "metadata": {{
    "component": {{"type": "library", "bom-ref": {whole}, "name": {name}, "version": {version}{licence}, "purl": {whole}}},
    "properties": [
      {{"name": "cdx:rustc:sbom:target:triple", "value": {target}}}
    ]
  }},
  "components": [
    {components}
  ],
  "dependencies": [
    {edges}
  ]
}}
"#,
        whole = quoted(&whole),
        name = quoted(named),
        version = quoted(version),
        licence = licences(&components[root].licence),
        target = quoted(target),
        components = listed.collect::<Vec<_>>().join(",\n    "),
        edges = edges.collect::<Vec<_>>().join(",\n    "),
    )
}

/// The name of a crate within the bill: that of crates.io for those that are from there.
fn reference((name, version): &Identity, component: &Component) -> String {
    let address = if component.checksum.is_some() { "pkg:cargo/" } else { "" };
    // What comes after the plus of a version would be read as a blank.
    format!("{address}{name}@{}", version.replace('+', "%2B"))
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            other if other.is_control() => {
                quoted.extend(format!("\\u{:04x}", u32::from(other)).chars());
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0|own v0.1.0 (/some/where)|MIT\n1|a v1.0.0|MIT/Apache-2.0\n2|b v2.0.0+x|ISC\n1|c v3.0.0|\n2|b v2.0.0+x|ISC\n";

    fn identity(name: &str, version: &str) -> Identity {
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
    fn a_bill_says_nothing_of_this_machine() {
        let (root, mut components) = components(TREE).unwrap();
        components.get_mut(&identity("b", "2.0.0+x")).unwrap().checksum = Some("00".into());
        let bill = written("pkg:maven/g/own", &root, "triple", &components);
        assert!(!bill.contains("/some/where"));
        assert!(bill.contains("\"purl\": \"pkg:cargo/b@2.0.0%2Bx\""));
        assert!(bill.contains("\"purl\": \"pkg:maven/g/own@0.1.0\""));
    }

    #[test]
    fn checksums_are_read() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"12\"\n\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n";
        let expected = BTreeMap::from([(identity("a", "1.0.0"), "12".to_owned())]);
        assert_eq!(checksums(lock), expected);
    }

    #[test]
    fn nothing_ends_a_text_early() {
        assert_eq!(quoted("a\"b\\c\n"), r#""a\"b\\c\u000a""#);
    }
}
