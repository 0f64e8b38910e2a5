//! What is published for one kind of machine: wheel, npm package, and the library that goes into
//! the jar. Small, and on Linux for every machine since 2014.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::licences;
use crate::linked::Library;
use crate::other_targets::OtherRust;
use crate::papers::{self, Package, name_of_the_bill};
use crate::process::{cargo, output, run, unaware};
use crate::stage::Verdict;
use crate::stages::PythonEnvironment as Environment;
use crate::venv::{Venv, path_with};
use crate::workspace::Workspace;

/// The tools that look at what is shipped, and the one that links it.
pub(crate) const REQUIREMENTS: &str = "tests/shipped/requirements.txt";

/// The version of glibc that whatever is shipped for it makes do with.
pub(crate) const GLIBC: &str = "2.17";

/// What the jar has libraries for. Wherever one of them is made, the licences are those of all.
const OF_THE_JAR: [&str; 5] = [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
];

/// A kind of machine, and the compiler for it.
struct Target<'a> {
    workspace: &'a Workspace,
    triple: &'a str,
    /// Where this machine's own compiler lacks the standard library of the target.
    rust: Option<&'a OtherRust>,
}

/// Everything for the target: wheel and npm package in `target/packages`, the library for the jar
/// where that is made.
pub(crate) fn package(workspace: &Workspace, triple: &str, rust: Option<&OtherRust>) -> Verdict {
    let target = Target { workspace, triple, rust };
    let packages = workspace.root().join("target/packages");
    std::fs::create_dir_all(&packages).map_err(|error| format!("target/packages: {error}"))?;
    target.wheel(&packages)?;
    target.npm(&packages)?;
    if in_the_words_of_jna(triple).is_some() { target.jar() } else { Ok(()) }
}

/// What goes into the jar for this machine, and nothing else.
pub(crate) fn for_this_machine(workspace: &Workspace) -> Verdict {
    let _ = std::fs::remove_dir_all(workspace.root().join("bindings/kotlin/native"));
    Target { workspace, triple: &host(workspace)?, rust: None }.jar()
}

/// Writes what comes with the wheel: below the Python package, from where maturin takes it. What is given is the bill.
pub(crate) fn papers_of_the_wheel(
    workspace: &Workspace,
    triple: Option<&str>,
) -> Result<PathBuf, String> {
    let triple = triple.map_or_else(|| host(workspace), |triple| Ok(triple.to_owned()))?;
    let python = workspace.root().join("python");
    let folder = python.join("sbom").join(&triple);
    let package = Package { library: whole("hypersender-python"), address: "pkg:pypi/hypersender" };
    papers::write(workspace, &folder, package, &[&triple])?;
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    // One of the `license-files`.
    let texts = licences::FILE;
    std::fs::copy(folder.join(texts), python.join(texts)).map_err(said)?;
    // That is its name in the wheel.
    let bill = folder.join("hypersender.cdx.json");
    std::fs::rename(folder.join(name_of_the_bill(&triple)), &bill).map_err(said)?;
    Ok(bill)
}

/// Removes what would get into the next package that is made of the Python package's folder.
pub(crate) fn forget_the_papers_of_the_wheel(workspace: &Workspace) {
    let _ = std::fs::remove_file(workspace.root().join("python").join(licences::FILE));
}

/// A library as servers and desktops get it.
fn whole(name: &str) -> Library<'_> {
    Library { name, bare: false }
}

impl Target<'_> {
    fn wheel(&self, into: &Path) -> Verdict {
        let tools = Environment::with_the_tools(self.workspace)?;
        let mut maturin = tools.command(&["maturin", "build", "--locked", "--profile", "wheel"]);
        maturin.args(["--target", self.triple, "--out"]).arg(into);
        let bill = papers_of_the_wheel(self.workspace, Some(self.triple))?;
        maturin.arg("--sbom-include").arg(bill);
        if self.is_linux() {
            let promise = if self.is_musl() { "musllinux_1_2" } else { "manylinux2014" };
            maturin.args(["--zig", "--compatibility", promise]);
        }
        let built = run(self.served(&mut maturin)?);
        forget_the_papers_of_the_wheel(self.workspace);
        built
    }

    fn npm(&self, into: &Path) -> Verdict {
        // Windows has npm as a batch file, which it only finds by its whole name.
        let mut pack = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        let platform = in_the_words_of_node(self.triple)
            .ok_or_else(|| format!("there is no npm package for {}", self.triple))?;
        let address = format!("pkg:npm/hypersender-{platform}");
        let package = Package { library: whole("hypersender-node"), address: &address };
        let folder = self.workspace.scratch("papers").join(&platform);
        papers::write(self.workspace, &folder, package, &[self.triple])?;
        pack.args(["run", "pack", "--", "--target", self.triple, "--platform", &platform]);
        pack.arg("--papers").arg(folder);
        if self.is_linux() && !self.is_musl() {
            pack.args(["--glibc", GLIBC]);
        }
        pack.current_dir(self.workspace.root().join("node"));
        run(self.served(&mut pack)?)?;
        let said = |error: std::io::Error| format!("node/packages: {error}");
        for file in std::fs::read_dir(self.workspace.root().join("node/packages")).map_err(said)? {
            let file = file.map_err(said)?.path();
            if file.extension().is_some_and(|extension| extension == "tgz") {
                let name = file.file_name().unwrap_or_default();
                std::fs::copy(&file, into.join(name)).map_err(said)?;
            }
        }
        Ok(())
    }

    /// Laid out as it lies in the jar, with what comes with it beside.
    fn jar(&self) -> Verdict {
        let platform = in_the_words_of_jna(self.triple)
            .ok_or_else(|| format!("the jar has no place for {}", self.triple))?;
        let library = self.library("hypersender-uniffi")?;
        let address = "pkg:maven/io.github.hypersender/hypersender";
        let package = Package { library: whole("hypersender-uniffi"), address };
        let said = |error: std::io::Error| format!("bindings/kotlin/native: {error}");
        let folder = self.workspace.root().join("bindings/kotlin/native");
        let (natives, about) = (folder.join(&platform), folder.join("META-INF"));
        std::fs::create_dir_all(&natives).map_err(said)?;
        std::fs::create_dir_all(about.join("sbom")).map_err(said)?;
        let papers = self.workspace.scratch("papers").join("jar");
        papers::write(self.workspace, &papers, package, &OF_THE_JAR)?;
        for text in ["LICENSE-APACHE", "LICENSE-MIT", licences::FILE] {
            std::fs::copy(papers.join(text), about.join(text)).map_err(said)?;
        }
        let name = library.file_name().unwrap_or_default();
        std::fs::copy(&library, natives.join(name)).map_err(said)?;
        let bill = about.join("sbom").join(format!("hypersender-{platform}.cdx.json"));
        std::fs::copy(papers.join(name_of_the_bill(self.triple)), bill).map_err(said)?;
        Ok(())
    }

    fn library(&self, package: &str) -> Result<PathBuf, String> {
        let glibc = if self.is_linux() && !self.is_musl() { GLIBC } else { "" };
        let mut build = if self.is_linux() {
            let zigbuild = Venv::of(self.workspace, REQUIREMENTS)?.program("cargo-zigbuild");
            let mut build = unaware(Command::new(zigbuild));
            build.arg("rustc").current_dir(self.workspace.root());
            build
        } else {
            cargo(self.workspace, &["rustc"])
        };
        build.args(["--locked", "--profile", "wheel", "--package", package, "--target"]);
        build.arg([self.triple, glibc].join(".").trim_end_matches('.'));
        // Built as another kind of crate beside, it would not be optimised as a whole.
        build.args(["--crate-type", "cdylib"]);
        run(self.served(&mut build)?)?;
        let name = package.replace('-', "_");
        let file = if self.triple.contains("windows") {
            format!("{name}.dll")
        } else if self.triple.contains("apple") {
            format!("lib{name}.dylib")
        } else {
            format!("lib{name}.so")
        };
        let folder = self.workspace.program("").with_file_name(self.triple);
        Ok(folder.join("wheel").join(file))
    }

    /// Sees to it that `command`, which has something built, finds what it needs.
    fn served<'c>(&self, command: &'c mut Command) -> Result<&'c mut Command, String> {
        if self.is_linux() {
            command.env("PATH", path_with_zig(self.workspace)?);
        }
        if self.is_musl() {
            // A library that others load can't bring a C library of its own.
            let name = self.triple.replace('-', "_").to_uppercase();
            command.env(format!("CARGO_TARGET_{name}_RUSTFLAGS"), "-Ctarget-feature=-crt-static");
        }
        if let Some(rust) = self.rust {
            command.env("CARGO_UNSTABLE_BUILD_STD", "std,panic_unwind");
            rust.serve(command);
        }
        Ok(command)
    }

    fn is_linux(&self) -> bool {
        self.triple.contains("-linux-")
    }

    fn is_musl(&self) -> bool {
        self.triple.ends_with("-musl")
    }
}

/// The path with zig and the cargo command that links with it.
pub(crate) fn path_with_zig(workspace: &Workspace) -> Result<OsString, String> {
    let zigbuild = Venv::of(workspace, REQUIREMENTS)?.programs();
    // Those that make wheels have zig.
    let zig = Environment::with_the_tools(workspace)?.programs()?;
    path_with(&[&zig, &zigbuild])
}

/// The target that is this machine.
pub(crate) fn host(workspace: &Workspace) -> Result<String, String> {
    let told = output(Command::new("rustc").arg("-vV").current_dir(workspace.root()))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not say what machine this is".into())
}

/// The end of the name of the npm package.
fn in_the_words_of_node(triple: &str) -> Option<String> {
    let processor = match triple.split('-').next()? {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        _ => return None,
    };
    let (system, kind) = match triple.rsplit('-').next()? {
        "gnu" if triple.contains("-linux-") => ("linux", "-gnu"),
        "musl" => ("linux", "-musl"),
        "darwin" => ("darwin", ""),
        "msvc" => ("win32", "-msvc"),
        _ => return None,
    };
    Some(format!("{system}-{processor}{kind}"))
}

/// The folder in the jar in which JNA looks for the library, if it knows such machines.
fn in_the_words_of_jna(triple: &str) -> Option<String> {
    let processor = match triple.split('-').next()? {
        "x86_64" => "x86-64",
        "aarch64" => "aarch64",
        _ => return None,
    };
    let system = match triple {
        // JNA knows one Linux, which is that of glibc.
        triple if triple.ends_with("-linux-gnu") => "linux",
        triple if triple.ends_with("-apple-darwin") => "darwin",
        triple if triple.contains("-windows-") => "win32",
        _ => return None,
    };
    Some(format!("{system}-{processor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_has_its_own_names_for_machines() {
        let name = |target| in_the_words_of_node(target).unwrap_or_default();
        assert_eq!(name("aarch64-unknown-linux-gnu"), "linux-arm64-gnu");
        assert_eq!(name("x86_64-unknown-linux-musl"), "linux-x64-musl");
        assert_eq!(name("aarch64-apple-darwin"), "darwin-arm64");
        assert_eq!(name("x86_64-pc-windows-msvc"), "win32-x64-msvc");
        assert_eq!(name("riscv64gc-unknown-linux-gnu"), "");
    }

    #[test]
    fn jna_has_its_own_names_for_machines() {
        let name = |target| in_the_words_of_jna(target).unwrap_or_default();
        assert_eq!(name("x86_64-unknown-linux-gnu"), "linux-x86-64");
        assert_eq!(name("aarch64-apple-darwin"), "darwin-aarch64");
        assert_eq!(name("x86_64-pc-windows-msvc"), "win32-x86-64");
        assert_eq!(name("x86_64-unknown-linux-musl"), "");
        assert!(OF_THE_JAR.into_iter().all(|target| !name(target).is_empty()));
    }
}
