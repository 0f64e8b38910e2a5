//! Other programs: said aloud, run, and judged by their exit.

use std::process::{Command, Stdio};

use crate::last_words;
use crate::workspace::Workspace;

/// The cargo that runs this, in the workspace's folder.
///
/// It is not told which package this program is of: build scripts that look at that would see
/// another one than if a person had called cargo, and everything above them be built again.
pub(crate) fn cargo(workspace: &Workspace, arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(workspace.root());
    unaware(command)
}

/// The command, which calls cargo, without a word about the package that this program is of.
pub(crate) fn unaware(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command
}

/// The command, without the folders in which cargo has the programs that it starts look for
/// libraries: there lie some with the names of those that are shipped.
pub(crate) fn without_our_libraries(command: &mut Command) -> &mut Command {
    let names = ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];
    names.iter().fold(command, |command, name| command.env_remove(name))
}

/// Runs `command`; what it prints is shown.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let line = line_of(command);
    println!("$ {line}");
    match last_words::status(command.stdin(Stdio::null())) {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` failed ({status})")),
        Err(error) => Err(format!("`{line}` could not be started ({error})")),
    }
}

/// Runs `command` and gives what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let line = line_of(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("`{line}` could not be started ({error})"))?;
    if !output.status.success() {
        return Err(format!("`{line}` failed ({})", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{line}` did not print UTF-8"))
}

/// The command as a person would type it, without the folder of the program.
fn line_of(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
