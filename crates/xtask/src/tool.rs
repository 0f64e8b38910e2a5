//! The programs that a stage needs beside Rust and git: found on the path, installed in CI.

use std::path::Path;
use std::process::Command;

use crate::process;

/// A program, and where it can be had.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tool {
    /// The name under which it is called; of several, with `|` between, any will do.
    pub(crate) program: &'static str,
    /// Debian's package with it, if there is one.
    pub(crate) package: Option<&'static str>,
}

impl Tool {
    /// Whether a program of this name lies on the path.
    pub(crate) fn is_there(&self) -> bool {
        let path = std::env::var_os("PATH").unwrap_or_default();
        self.program.split('|').any(|program| {
            let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
            std::env::split_paths(&path).any(|folder| folder.join(&file).is_file())
        })
    }

    /// Installs it with apt-get; the error says why it is not there afterwards.
    pub(crate) fn install(&self) -> Result<(), String> {
        let missing = format!("needs `{}`, which is not installed", self.program);
        let Some(package) = self.package else {
            return Err(missing);
        };
        install(&[package]).map_err(|error| format!("{missing}: {error}"))
    }
}

/// Fetches Debian's lists of packages.
pub(crate) fn update() -> Result<(), String> {
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err("there is no apt-get".to_owned());
    }
    process::run(&mut apt_get(&["update", "--quiet"]))
}

/// Installs Debian's packages.
pub(crate) fn install(packages: &[&str]) -> Result<(), String> {
    update()?;
    let install = ["install", "--quiet", "--yes", "--no-install-recommends"];
    process::run(&mut apt_get(&[&install[..], packages].concat()))
}

/// apt-get with `arguments`, through sudo unless this is root already.
fn apt_get(arguments: &[&str]) -> Command {
    let mut command = as_root("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// A program with the rights of root: through sudo unless this is root already.
pub(crate) fn as_root(program: &str) -> Command {
    if is_root() {
        return Command::new(program);
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["--non-interactive", program]);
    sudo
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_on_the_path_is_found_and_an_invented_one_is_not() {
        let tool = |program| Tool { program, package: None };
        assert!(tool("cargo").is_there());
        assert!(!tool("no-such-program-anywhere").is_there());
        assert!(tool("no-such-program-anywhere|cargo").is_there());
    }
}
