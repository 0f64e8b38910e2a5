//! Whether the library behind Kotlin and Swift compiles for phones. It is checked and not linked:
//! that needs Google's and Apple's kits, which no registry has.

use std::path::Path;
use std::process::Command;

use super::python::{Environment, NODE, PYTHON};
use crate::other_targets::{BUILD_STD, OtherRust};
use crate::process::{cargo, output, run};
use crate::stage::{Stage, Verdict};
use crate::tool::Tool;
use crate::workspace::Workspace;

const DPKG: Tool = Tool { program: "dpkg-deb", package: Some("dpkg") };

pub(crate) const MOBILE: Stage = Stage {
    name: "mobile",
    proves: "the library behind Kotlin and Swift compiles for arm64 Android and arm64 iOS",
    needs: &[PYTHON, NODE, DPKG],
    run: mobile,
};

/// A target, and the one nearest to it that zig has headers for. The C in this library includes
/// none but the language's own.
const TARGETS: [(&str, &str); 2] =
    [("aarch64-linux-android", "aarch64-linux-musl"), ("aarch64-apple-ios", "aarch64-macos")];

/// As the tests of apps have it, and as apps do: without the sandbox.
const FEATURES: [&[&str]; 2] = [&[], &["--no-default-features"]];

/// Also a part of `cargo xtask verify`.
pub(crate) fn mobile(workspace: &Workspace) -> Verdict {
    let tools = Environment::with_the_tools(workspace)?;
    let path = tools.path()?; // zig is one of the tools
    for (target, of_zig) in TARGETS {
        for features in FEATURES {
            let mut check = cargo(workspace, &["check", "--package", "hypersender-uniffi"]);
            check.args(features).args(["--target", target]);
            // A folder of its own: another compiler would have everything built again by this one.
            check.arg("--target-dir").arg(workspace.scratch("mobile"));
            check.env("CARGO_PROFILE_DEV_DEBUG", "0").env("PATH", &path);
            let compiler = format!("python -m ziglang cc -target {of_zig}");
            check.env(format!("CC_{}", target.replace('-', "_")), compiler);
            // Zig is told the target in its own words.
            check.env("CRATE_CC_NO_DEFAULTS", "1").env("AR", "python -m ziglang ar");
            if !has_std_of(target)? {
                OtherRust::fetched()?.serve(check.arg(BUILD_STD));
            }
            run(&mut check)?;
        }
    }
    Ok(())
}

/// Whether this machine's own compiler has the standard library of that target, as it has after
/// `rustup target add`.
fn has_std_of(target: &str) -> Result<bool, String> {
    let mut rustc = Command::new("rustc");
    let folder = output(rustc.args(["--print", "target-libdir", "--target", target]))?;
    Ok(Path::new(folder.trim()).exists())
}
