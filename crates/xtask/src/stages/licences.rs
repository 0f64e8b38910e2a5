//! Whether everything that is shipped with a package may be.

use std::collections::BTreeSet;

use super::spdx;
use crate::process::{cargo, output};
use crate::stage::{Stage, Verdict, verdict};
use crate::workspace::Workspace;

pub(crate) const LICENCES: Stage = Stage {
    name: "licences",
    proves: "every dependency may be used under a permissive licence",
    needs: &[],
    run: licences,
};

/// Licences that ask for no more than a notice.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Zlib",
];

/// What makes the library behind Kotlin. Its licence, MPL-2.0, asks those who pass it on,
/// unchanged as it is, to say where its source is: the packages' pages do.
const UNIFFI: &str = "uniffi";

fn licences(workspace: &Workspace) -> Verdict {
    let tree = output(&mut cargo(
        workspace,
        &[
            "tree",
            "--workspace",
            "--target=all",
            "--edges=normal,build",
            "--prefix=none",
            "--no-dedupe",
            "--format={p}|{l}",
        ],
    ))?;
    let packages: BTreeSet<&str> = tree.lines().filter(|line| !line.is_empty()).collect();
    verdict(&refused(packages.iter().copied()))
}

/// The packages, each given as `name|licence`, that no permissive licence covers.
fn refused<'a>(packages: impl Iterator<Item = &'a str>) -> Vec<String> {
    packages
        .filter_map(|line| {
            let (package, licence) = line.rsplit_once('|')?;
            let name = package.split(' ').next().unwrap_or(package);
            let of_uniffi = name.split('_').next() == Some(UNIFFI);
            match spdx::is_met(licence, PERMISSIVE) {
                Ok(true) => None,
                Ok(false) if of_uniffi && licence == "MPL-2.0" => None,
                Ok(false) => Some(format!("{package}: the licence is `{licence}`")),
                Err(error) => Some(format!("{package}: the licence `{licence}` {error}")),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_that_asks_for_more_or_is_missing_is_reported() {
        let packages = [
            "good v1.0.0|MIT",
            "uniffi_core v1.0.0|MPL-2.0",
            "bad v1.0.0|GPL-3.0-only",
            "none v1.0.0|",
            "other v1.0.0|MPL-2.0",
        ];
        let findings = refused(packages.into_iter());
        assert_eq!(findings.len(), 3, "{findings:?}");
        assert!(findings[0].starts_with("bad v1.0.0"));
        assert!(findings[1].starts_with("none v1.0.0"));
    }
}
