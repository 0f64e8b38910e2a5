//! The platform's way to open an address in the person's browser.

use std::process::{Command, Stdio};

/// Whether something could be started that opens it. What becomes of that nobody waits for.
pub(super) fn open(address: &str) -> bool {
    open::commands(address).into_iter().any(|mut command| {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        on_its_own(&mut command);
        let Ok(mut child) = command.spawn() else {
            return false;
        };
        // So that the system can forget it when it has ended.
        std::thread::spawn(move || child.wait());
        true
    })
}

/// Ctrl-C ends the command, not the browser that it started.
#[cfg(unix)]
fn on_its_own(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn on_its_own(_: &mut Command) {}
