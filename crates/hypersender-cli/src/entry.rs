//! The command as a plain function, for programs that have no runtime.

use std::ffi::OsString;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hypersender::{HostRoots, QrCode, defect};
use tokio::runtime::Builder;

use crate::exit::Exit;
use crate::run_trusting;
use crate::show::{About, Show};
use crate::terminal::Terminal;

/// Runs the command with these arguments, the first of which is the program's name, and gives the
/// number that the process should end with.
///
/// It is [`run`](crate::run) on a runtime of its own, and is over when the command is: it doesn't end the
/// process, and a panic of the command becomes a sentence on the standard error stream and the
/// exit code 1. While it runs, Ctrl-C and a request to terminate are the command's; a host with
/// handlers of its own for these signals gets them, too.
pub fn main<I, T>(arguments: I) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    main_trusting(arguments, HostRoots::default())
}

/// The same for a language that has a setting of its own for whom to trust beside the machine.
#[doc(hidden)]
pub fn main_trusting<I, T>(arguments: I, roots: HostRoots) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let exit = guarded(|| {
        let runtime = match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                tell(&format!("The system refuses what a runtime needs: {error}."));
                return Exit::Failed;
            }
        };
        let exit = runtime.block_on(run_trusting(arguments, roots));
        // A name that is still being looked up, or a prompt that waits, must not hold up the end.
        runtime.shutdown_background();
        exit
    });
    // A host that is not a Rust program would not do it at its end.
    let _ = std::io::stdout().flush();
    exit.code()
}

/// Turns a panic into an exit. What is on show has been taken down by then.
fn guarded(command: impl FnOnce() -> Exit) -> Exit {
    defect::tell_by_place();
    // Nothing that the command leaves behind is looked at afterwards.
    catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(|_| {
        tell(&format!("{} [internal]", defect::TEXT));
        Exit::Failed
    })
}

/// Shows a code, waits for a line, and panics: what a test looks at.
#[doc(hidden)]
pub fn panic_with_a_code_on_show(png: &[u8]) -> u8 {
    let exit = guarded(|| {
        let code = QrCode::from_png(png).expect("a picture of a code");
        let mut terminal = Terminal::of_this_process(false);
        let mut show = Show::of(&code, About::default(), &mut terminal).expect("a terminal");
        show.count_down().expect("a terminal");
        let _ = std::io::stdin().read_line(&mut String::new());
        panic!("on purpose");
    });
    exit.code()
}

fn tell(sentence: &str) {
    let _ = writeln!(anstream::stderr(), "hypersender: {sentence}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_exit_and_does_not_leave_the_command() {
        assert_eq!(guarded(|| panic!("on purpose, in a test")), Exit::Failed);
        assert_eq!(guarded(|| panic!("{}", "in its own words".to_owned())), Exit::Failed);
        assert_eq!(guarded(|| Exit::NotFound), Exit::NotFound);
    }

    #[test]
    fn it_is_called_as_a_function_and_comes_back() {
        assert_eq!(main(["hypersender", "--version"]), 0);
        assert_eq!(main(["hypersender", "dance"]), 2);
    }
}
