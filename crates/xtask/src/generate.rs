//! The code that UniFFI writes for Kotlin: made, and compared with what is checked in.

use std::fs;
use std::process::Command;

use crate::process::{cargo, run};
use crate::workspace::Workspace;

/// A library, and the file that is made from it.
struct Source {
    /// The package that builds it.
    package: &'static str,
    /// The name that cargo gives it, and the crate whose code is wanted: a library may hold several.
    library: &'static str,
    /// What the generator writes.
    made: &'static str,
    /// Where that is checked in.
    kept: &'static str,
}

const SOURCES: &[Source] = &[
    Source {
        package: "hypersender-uniffi",
        library: "hypersender_uniffi",
        made: "io/github/hypersender/internal/hypersender.kt",
        kept: "bindings/kotlin/src/main/generated/io/github/hypersender/internal/hypersender.kt",
    },
    Source {
        package: "hypersender-uniffi-testing",
        library: "hypersender_uniffi_testing",
        made: "io/github/hypersender/internal/testing/hypersender_testing.kt",
        kept: "bindings/kotlin/src/test/generated/io/github/hypersender/internal/testing/hypersender_testing.kt",
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

/// Builds the libraries: in one go, so that what they share is compiled once.
pub(crate) fn build(workspace: &Workspace) -> Result<(), String> {
    let mut command = cargo(workspace, &["build"]);
    for source in SOURCES {
        command.args(["--package", source.package]);
    }
    run(&mut command)
}

/// Everything that is generated, by the path where it is checked in.
fn made(workspace: &Workspace) -> Result<Vec<(&'static str, String)>, String> {
    let bindgen = ["build", "--package", "hypersender-bindgen", "--features", "generate"];
    run(&mut cargo(workspace, &bindgen))?;
    build(workspace)?;
    let mut files = Vec::new();
    for source in SOURCES {
        let folder = workspace.scratch(&format!("generated/{}", source.library));
        let _ = fs::remove_dir_all(&folder);
        let mut bindgen = Command::new(workspace.program("hypersender-bindgen"));
        // An unstripped library: what the generator reads goes with the symbols.
        bindgen.arg("generate").arg(workspace.library(source.library));
        bindgen.args(["--language", "kotlin", "--no-format", "--crate", source.library]);
        run(bindgen.arg("--out-dir").arg(&folder).current_dir(workspace.root()))?;
        let made = folder.join(source.made);
        let text =
            fs::read_to_string(&made).map_err(|error| format!("{}: {error}", made.display()))?;
        files.push((source.kept, internal(&text)));
    }
    Ok(files)
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
