//! The native library as an app gets it: without the sandbox, and linked as for Android as far as
//! that can be done here. What an app grows by is what its users download.

use crate::elf;
use crate::process::{cargo, run};
use crate::stage::{Stage, Verdict, verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const READELF: Tool = Tool { program: "readelf", package: Some("binutils") };

pub(crate) const APP_LIBRARY: Stage = Stage {
    name: "app-library",
    proves: "the library for apps is no larger than logged, fit for pages of 16 KB, and exports nothing else",
    needs: &[READELF],
    run: app_library,
};

/// Where the size is logged, and by how much it may grow before somebody has to look at it.
const LOG: &str = "bindings/sizes.json";
const PER_CENT: u64 = 2;

fn app_library(workspace: &Workspace) -> Verdict {
    let folder = workspace.scratch("app");
    let mut build = cargo(workspace, &["rustc", "--package", "hypersender-uniffi"]);
    build.args(["--no-default-features", "--profile", "app", "--crate-type", "cdylib"]);
    build.arg("--target-dir").arg(&folder);
    // As the build script has it for Android alone, whose loader can read it. This machine's can't:
    // the library is looked at, and not loaded.
    run(build.args(["--", "-C", "link-arg=-Wl,--pack-dyn-relocs=android"]))?;

    let library = folder.join("app/libhypersender_uniffi.so");
    let size = std::fs::metadata(&library).map_err(|error| error.to_string())?.len();
    let logged = logged(&workspace.read(LOG)?).ok_or(format!("{LOG}: no size of `app`"))?;
    println!("{size} bytes; {logged} are logged");
    let mut findings = elf::findings(&library)?;
    if size > logged + logged * PER_CENT / 100 {
        findings.push(format!("the library for apps has {size} bytes, {LOG} {logged}"));
    }
    verdict(&findings)
}

/// The newest size in the log, which has it first.
fn logged(text: &str) -> Option<u64> {
    let app = text.split("\"app\":").nth(1)?.split("\"linux-x86-64\":").nth(1)?;
    app.split([',', '}']).next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::logged;

    #[test]
    fn the_logged_size_is_read() {
        let log =
            r#"{"app": [{"libraries": {"linux-x86-64": 3000000}, "why": "first"}], "jar": []}"#;
        assert_eq!(logged(log), Some(3_000_000));
        assert_eq!(logged("{}"), None);
    }
}
