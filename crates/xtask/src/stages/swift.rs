//! The Swift package: compiled without a warning, tested with the library of the tests, and used by a
//! program of the next language mode that knows nothing but the package.

use crate::generate;
use crate::process::run;
use crate::stage::{Stage, Verdict};
use crate::swift::{SWIFT_OR_MMDEBSTRAP, finds_libraries_in, swift};
use crate::workspace::Workspace;

pub(crate) const SWIFT: Stage = Stage {
    name: "swift",
    proves: "the Swift package passes its tests and every scenario, its examples run, and a Swift 6 program can use it",
    needs: &[SWIFT_OR_MMDEBSTRAP],
    run: test,
};

/// Linked in place of the library that is shipped.
const TESTS: (&str, &str) = ("HYPERSENDER_NATIVE_LIBRARY", "hypersender_uniffi_testing");
const SHIPPED: (&str, &str) = ("HYPERSENDER_NATIVE_LIBRARY", "hypersender_uniffi");

fn test(workspace: &Workspace) -> Verdict {
    generate::build(workspace)?;
    let library = workspace.library("hypersender_uniffi");
    let libraries = finds_libraries_in(library.parent().ok_or("the library lies in no folder")?);
    let libraries: Vec<&str> = libraries.iter().map(String::as_str).collect();
    let test = |folder, library, more: &[&str]| {
        let strict = ["test", "--quiet", "-Xswiftc", "-warnings-as-errors"];
        let arguments = [&strict, &libraries[..], more].concat();
        run(&mut swift(workspace, folder, &arguments, &[library])?)
    };
    // The memory of the process is measured when it does nothing else.
    test("bindings/swift", TESTS, &["--skip", "MemoryTests"])?;
    test("bindings/swift", TESTS, &["--skip-build", "--filter", "MemoryTests"])?;
    test("bindings/swift/consumer", SHIPPED, &[])
}
