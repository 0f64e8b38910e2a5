//! What comes with a library wherever it goes: the project's licences, those of others whose work is in it,
//! and its bills of materials.

use std::fs;
use std::path::Path;

use crate::linked::Library;
use crate::stage::Verdict;
use crate::workspace::Workspace;
use crate::{licences, sbom, shipping};

/// A package with a library of ours in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package<'a> {
    pub(crate) library: Library<'a>,
    /// Its address without the version, such as `pkg:pypi/hypersender`.
    pub(crate) address: &'a str,
}

/// Writes them into `folder`, for the library as it is linked for these targets, or for this machine: one bill for
/// each.
pub(crate) fn write(
    workspace: &Workspace,
    folder: &Path,
    package: Package<'_>,
    targets: &[&str],
) -> Verdict {
    let here = shipping::host(workspace)?;
    let targets = if targets.is_empty() { &[&*here] } else { targets };
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(said)?;
    for own in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(workspace.root().join(own), folder.join(own)).map_err(said)?;
    }
    let texts = licences::of(workspace, package.library, targets)?;
    fs::write(folder.join(licences::FILE), texts).map_err(said)?;
    for target in targets {
        let bill = sbom::bill(workspace, package.library, package.address, target)?;
        fs::write(folder.join(name_of_the_bill(target)), bill).map_err(said)?;
    }
    Ok(())
}

pub(crate) fn name_of_the_bill(target: &str) -> String {
    format!("sbom-{target}.cdx.json")
}
