//! The code that UniFFI writes for Kotlin and Swift: made, and compared with what is checked in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{cargo, run};
use crate::workspace::Workspace;

/// A library and the files that are made from it.
struct Source {
    /// The package that builds it.
    package: &'static str,
    /// The name that cargo gives it.
    library: &'static str,
    /// The crate whose code is wanted: a library may hold several.
    krate: &'static str,
    kotlin: &'static [Product],
    swift: &'static [Product],
}

/// A file that a generator writes, and where it is checked in.
struct Product {
    made: &'static str,
    kept: &'static str,
}

const SOURCES: &[Source] = &[
    Source {
        package: "hypersender-uniffi",
        library: "hypersender_uniffi",
        krate: "hypersender_uniffi",
        kotlin: &[Product {
            made: "io/github/hypersender/internal/hypersender.kt",
            kept: "bindings/kotlin/src/main/generated/io/github/hypersender/internal/hypersender.kt",
        }],
        swift: &[
            Product {
                made: "HypersenderNative.swift",
                kept: "bindings/swift/Sources/HypersenderNative/generated/HypersenderNative.swift",
            },
            Product {
                made: "HypersenderFFI.h",
                kept: "bindings/swift/Sources/HypersenderFFI/generated/HypersenderFFI.h",
            },
        ],
    },
    Source {
        package: "hypersender-uniffi-testing",
        library: "hypersender_uniffi_testing",
        krate: "hypersender_uniffi_testing",
        kotlin: &[Product {
            made: "io/github/hypersender/internal/testing/hypersender_testing.kt",
            kept: "bindings/kotlin/src/test/generated/io/github/hypersender/internal/testing/hypersender_testing.kt",
        }],
        swift: &[
            Product {
                made: "HypersenderTestingNative.swift",
                kept: "bindings/swift/Tests/HypersenderTestingNative/generated/HypersenderTestingNative.swift",
            },
            Product {
                made: "HypersenderTestingFFI.h",
                kept: "bindings/swift/Tests/HypersenderTestingFFI/generated/HypersenderTestingFFI.h",
            },
        ],
    },
];

/// Writes all generated files where they are checked in.
pub(crate) fn generate(workspace: &Workspace) -> Result<(), String> {
    for (path, text) in made(workspace)? {
        let file = workspace.root().join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("{path}: {error}"))?;
        }
        fs::write(&file, text).map_err(|error| format!("{path}: {error}"))?;
        println!("  {path}");
    }
    Ok(())
}

/// The checked-in files that are not what would be generated now.
pub(crate) fn stale(workspace: &Workspace) -> Result<Vec<String>, String> {
    let stale = |(path, text): &(&'static str, String)| {
        let kept = workspace.read(path).unwrap_or_default();
        (kept != *text).then(|| format!("{path}: is stale, `cargo xtask generate` makes it anew"))
    };
    Ok(made(workspace)?.iter().filter_map(stale).collect())
}

/// Everything that is generated, by the path where it is checked in.
fn made(workspace: &Workspace) -> Result<Vec<(&'static str, String)>, String> {
    let bindgen = ["build", "--package", "hypersender-bindgen", "--features", "generate"];
    run(&mut cargo(workspace, &bindgen))?;
    let mut files = Vec::new();
    for source in SOURCES {
        run(&mut cargo(workspace, &["build", "--package", source.package]))?;
        // An unstripped library: what the generators read goes with the symbols.
        let library = workspace.library(source.library);
        let folder = workspace.scratch(&format!("generated/{}", source.library));
        let _ = fs::remove_dir_all(&folder);
        kotlin(workspace, source, &library, &folder.join("kotlin"))?;
        swift(workspace, &library, &folder.join("swift"))?;
        for product in source.kotlin {
            files.push((product.kept, internal(&read(&folder.join("kotlin"), product.made)?)));
        }
        for product in source.swift {
            files.push((product.kept, tidy(&read(&folder.join("swift"), product.made)?)));
        }
    }
    Ok(files)
}

fn kotlin(
    workspace: &Workspace,
    source: &Source,
    library: &Path,
    folder: &Path,
) -> Result<(), String> {
    let mut bindgen = generator(workspace, "hypersender-bindgen");
    bindgen.arg("generate").arg(library).args(["--language", "kotlin", "--no-format"]);
    bindgen.args(["--crate", source.krate, "--out-dir"]).arg(folder);
    run(&mut bindgen)
}

fn swift(workspace: &Workspace, library: &Path, folder: &Path) -> Result<(), String> {
    let mut bindgen = generator(workspace, "hypersender-bindgen-swift");
    bindgen.arg(library).arg(folder).args(["--swift-sources", "--headers"]);
    run(&mut bindgen)
}

fn generator(workspace: &Workspace, name: &str) -> Command {
    let mut command = Command::new(workspace.program(name));
    command.current_dir(workspace.root());
    command
}

fn read(folder: &Path, name: &str) -> Result<String, String> {
    let path: PathBuf = folder.join(name);
    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Makes every declaration of a Kotlin file internal to its module: UniFFI can't be told to, and
/// what it writes is not the package's API.
fn internal(text: &str) -> String {
    const DECLARATIONS: &[&str] = &[
        "abstract class ",
        "class ",
        "const val ",
        "data class ",
        "enum class ",
        "fun ",
        "fun interface ",
        "inline fun ",
        "interface ",
        "object ",
        "open class ",
        "sealed class ",
        "sealed interface ",
        "suspend fun ",
        "typealias ",
        "val ",
        "value class ",
        "var ",
    ];
    let hidden = |line: &str| {
        // A function comes on the line on which its comment ends, or is indented by five.
        let (comment, rest) = match line.find("*/ ") {
            Some(end) => line.split_at(end + "*/ ".len()),
            None if line.starts_with("     suspend fun ") => line.split_at(5),
            None => ("", line),
        };
        let bare = rest.strip_prefix("public ").unwrap_or(rest);
        if DECLARATIONS.iter().any(|start| bare.starts_with(start)) {
            format!("{comment}internal {bare}")
        } else {
            line.to_owned()
        }
    };
    tidy(&text.lines().map(hidden).collect::<Vec<_>>().join("\n"))
}

/// No white space at the ends of lines and of the file.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_generated_for_kotlin_is_nobody_elses() {
        let text = "package a\npublic object B {\n    fun c() \n}\nopen class D\n  */ fun e()\nprivate val f = 1\n\n";
        let expected = "package a\ninternal object B {\n    fun c()\n}\ninternal open class D\n  */ internal fun e()\nprivate val f = 1\n";
        assert_eq!(internal(text), expected);
    }
}
