//! Swift: that of this machine, or of Debian trixie where this one has none.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::tool::Tool;
use crate::trixie::{MMDEBSTRAP, Trixie};
use crate::workspace::Workspace;

/// What trixie needs for it.
const PACKAGES: &[&str] = &["ca-certificates", "libc6-dev", "libstdc++-14-dev", "swiftlang"];

const SWIFT: Tool = Tool { program: "swift", package: None };

/// What a stage with Swift needs: Swift, or what gets it.
pub(crate) const SWIFT_OR_MMDEBSTRAP: Tool =
    Tool { program: "swift|mmdebstrap", package: MMDEBSTRAP.package };

/// `swift` with `arguments`, in a folder of the clone, with variables of the environment.
pub(crate) fn swift(
    workspace: &Workspace,
    folder: &str,
    arguments: &[impl AsRef<OsStr>],
    variables: &[(&str, &str)],
) -> Result<Command, String> {
    let mut command = command(workspace, folder, "swift", variables)?;
    command.args(arguments);
    Ok(command)
}

/// A program that Swift has built there: it runs where Swift runs.
pub(crate) fn built(
    workspace: &Workspace,
    folder: &str,
    name: &str,
    variables: &[(&str, &str)],
) -> Result<Command, String> {
    command(workspace, folder, &format!(".build/debug/{name}"), variables)
}

fn command(
    workspace: &Workspace,
    folder: &str,
    program: &str,
    variables: &[(&str, &str)],
) -> Result<Command, String> {
    if !SWIFT.is_there() {
        return Trixie::with(workspace, PACKAGES)?.command(folder, variables, program);
    }
    let mut env = Command::new("env");
    env.current_dir(workspace.root().join(folder));
    env.args(variables.iter().map(|(name, value)| format!("{name}={value}"))).arg(program);
    Ok(env)
}

/// What tells Swift where a library lies, when it links and when it runs.
pub(crate) fn finds_libraries_in(folder: &Path) -> Vec<String> {
    let folder = folder.display().to_string();
    let words = [format!("-L{folder}"), "-rpath".to_owned(), folder];
    words.into_iter().flat_map(|word| ["-Xlinker".to_owned(), word]).collect()
}
