//! Whether what is generated and checked in is what would be generated now, and whether the library
//! that it is for can be loaded where it must be.

use crate::stage::{Stage, Verdict, verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;
use crate::{elf, generate};

const READELF: Tool = Tool { program: "readelf", package: Some("binutils") };

pub(crate) const VERIFY: Stage = Stage {
    name: "verify",
    proves: "the generated Kotlin and Swift code is that of the library, which is fit for pages of 16 KB and exports nothing else",
    needs: if cfg!(target_os = "linux") { &[READELF] } else { &[] },
    run: verify,
};

/// Also `cargo xtask verify`.
pub(crate) fn verify(workspace: &Workspace) -> Verdict {
    let mut findings = generate::stale(workspace)?;
    // Elsewhere it is no ELF file. That of a debug build is linked by the same rules as a release.
    if cfg!(target_os = "linux") {
        findings.extend(elf::findings(&workspace.library("hypersender_uniffi"))?);
    }
    verdict(&findings)
}
