//! Bills of materials: the crates in a library that is shipped, in the words of `CycloneDX`.
//!
//! Tools that make one tell where the crates lie on this machine, and when they looked, so that no
//! two are the same.

use std::collections::BTreeMap;

use crate::linked::{Component, Identity, Library, linked};
use crate::workspace::Workspace;

/// The bill of what the library brings into `package` on `target`. The package is given as its address without the
/// version, such as `pkg:pypi/hypersender`.
pub(crate) fn bill(
    workspace: &Workspace,
    library: Library<'_>,
    package: &str,
    target: &str,
) -> Result<String, String> {
    let (root, components) = linked(workspace, library, target)?;
    Ok(written(package, &root, target, &components))
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
    use crate::linked::components;
    use crate::linked::tests::{TREE, identity};

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
    fn nothing_ends_a_text_early() {
        assert_eq!(quoted("a\"b\\c\n"), r#""a\"b\\c\u000a""#);
    }
}
