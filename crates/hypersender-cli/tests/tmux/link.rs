//! `hypersender link` in a real terminal.

use hypersender_cli::camera::{self, DARK, LIGHT};
use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::ScanResult;

use crate::HYPERSENDER;
use crate::window::Window;

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (200, 60);

/// A phone links in a second or two, and a code lives long enough to be read on a busy machine: the
/// command goes by the machine's clock, and does not know when it is dead.
fn sandbox() -> Sandbox {
    at_speed(2.0)
}

fn at_speed(speed: f64) -> Sandbox {
    Sandbox::builder().speed(speed).start_blocking().unwrap()
}

/// A window in which somebody with an account at this sandbox runs the command.
fn open(sandbox: &Sandbox, size: (u16, u16), more: &[(&str, &str)], arguments: &[&str]) -> Window {
    open_with(sandbox, size, more, &[&[HYPERSENDER.as_str()], arguments].concat())
}

fn open_with(
    sandbox: &Sandbox,
    size: (u16, u16),
    more: &[(&str, &str)],
    command: &[&str],
) -> Window {
    let (token, instance) = (sandbox.token(), sandbox.instance());
    let own = [
        ("HYPERSENDER_BASE_URL", sandbox.url()),
        ("HYPERSENDER_INSTANCE", &instance),
        ("HYPERSENDER_TOKEN", &token),
    ];
    let variables = [&own[..], more].concat();
    Window::open(size, &variables, command)
}

/// The text of the code in the window, as soon as there is one.
fn code_in(window: &Window, size: (u16, u16)) -> String {
    window.wait_for(|screen| {
        let text = camera::read(screen, size.0, size.1, DARK)?;
        assert_eq!(camera::read(screen, size.0, size.1, LIGHT).as_ref(), Some(&text));
        screen.contains("expires in").then_some(text)
    })
}

#[test]
fn the_code_on_the_screen_links_the_phone_and_is_gone_then() {
    let sandbox = sandbox();
    let window = open(&sandbox, LARGE, &[], &["link"]);
    let text = code_in(&window, LARGE);
    assert!(window.text().contains("Linked devices"), "it says what to do");
    assert_eq!(sandbox.phone().scan(&text), ScanResult::Linked);
    assert_eq!(window.wait_for_end(), 0);
    assert!(window.text().contains("The phone is linked."), "{}", window.text());
    assert!(!window.screen().contains('▀') && window.cursor_is_visible());
}

#[test]
fn a_small_window_gets_a_file_and_the_code_as_soon_as_it_is_large_enough() {
    let sandbox = sandbox();
    let window = open(&sandbox, SMALL, &[], &["link"]);
    window.wait_for(|screen| screen.contains("this window has 80 x 24").then_some(()));
    let told = window.wait_for(|screen| screen.contains("expires in").then(|| screen.to_owned()));
    assert!(told.contains("qr-code.png") && told.contains("--open"), "{told}");

    window.resize(LARGE.0, LARGE.1);
    let text = code_in(&window, LARGE);
    window.resize(SMALL.0, SMALL.1);
    window.wait_for(|screen| {
        (screen.contains("this window has 80 x 24") && !screen.contains('▀')).then_some(())
    });
    window.resize(LARGE.0, LARGE.1);
    assert_eq!(code_in(&window, LARGE), text, "the same code as before");
    sandbox.phone().scan(&text);
    assert_eq!(window.wait_for_end(), 0);
    assert!(!window.screen().contains('▀') && window.cursor_is_visible());
}

#[test]
fn why_it_is_not_drawn_is_said_once_whatever_happens_to_the_instance() {
    let sandbox = sandbox();
    let window = open(&sandbox, SMALL, &[], &["link"]);
    window.wait_for(|screen| screen.contains("expires in").then_some(()));
    sandbox.set_status(&sandbox.instance(), "STARTING");
    let told = window.wait_for(|screen| screen.contains("is STARTING").then(|| screen.to_owned()));
    assert_eq!(told.matches("It is not drawn").count(), 1, "{told}");
    window.press("C-c");
    assert_eq!(window.wait_for_end(), 130);
}

#[test]
fn where_it_may_not_draw_it_says_so_and_where_the_code_is() {
    for (variable, reason) in [(("NO_COLOR", "1"), "NO_COLOR"), (("TERM", "dumb"), "TERM")] {
        let sandbox = sandbox();
        let window = open(&sandbox, LARGE, &[variable], &["link"]);
        window.wait_for(|screen| screen.contains("Other ways").then_some(()));
        let screen = window.screen();
        assert!(screen.contains(reason) && screen.contains("qr-code.png"), "{screen}");
        assert!(!screen.contains(['▀', '\x1b']), "{screen}");
        sandbox.phone().scan_what_is_shown(&sandbox.instance());
        assert_eq!(window.wait_for_end(), 0);
    }
}

#[test]
fn a_log_on_the_same_terminal_does_not_run_through_the_code() {
    let sandbox = sandbox();
    let window = open(&sandbox, LARGE, &[], &["link", "--verbose"]);
    window.wait_for(|screen| screen.contains("--verbose 2>FILE").then_some(()));
    assert!(!window.screen().contains('▀'));
    window.press("C-c");
    assert_eq!(window.wait_for_end(), 130);
}

#[test]
fn one_code_stays_on_the_screen_until_it_is_dead() {
    let sandbox = sandbox();
    let window = open(&sandbox, LARGE, &[], &["qr", "--timeout", "10"]);
    let text = code_in(&window, LARGE);
    assert_eq!(sandbox.phone().scan(&text), ScanResult::Linked);
    window.press("C-c");
    assert_eq!(window.wait_for_end(), 130);
    assert!(!window.screen().contains('▀') && window.cursor_is_visible());
}

#[test]
fn a_polite_kill_takes_the_code_away_too() {
    let (sandbox, folder) = (sandbox(), tempfile::tempdir().unwrap());
    let id = folder.path().join("id");
    let script = format!("echo $$ > '{}'; exec '{}' link", id.display(), *HYPERSENDER);
    let window = open_with(&sandbox, LARGE, &[], &["sh", "-c", &script]);
    code_in(&window, LARGE);
    let id = std::fs::read_to_string(id).unwrap();
    assert!(
        std::process::Command::new("kill").args(["-TERM", id.trim()]).status().unwrap().success()
    );
    assert_eq!(window.wait_for_end(), 143);
    assert!(!window.screen().contains('▀') && window.cursor_is_visible());
}

/// The program in the window is this test itself, in another role.
#[test]
fn a_panic_takes_the_code_away_and_is_told_in_a_sentence() {
    const NAME: &str = "link::a_panic_takes_the_code_away_and_is_told_in_a_sentence";
    if std::env::var_os("ON_SHOW").is_some() {
        let png = include_bytes!("../../../hypersender/tests/terminal/whatsapp.png");
        std::process::exit(hypersender_cli::panic_with_a_code_on_show(png).into());
    }
    let program = std::env::current_exe().unwrap();
    let command = [program.to_str().unwrap(), "--exact", NAME, "--nocapture"];
    let window = Window::open(LARGE, &[("ON_SHOW", "1"), ("RUST_BACKTRACE", "1")], &command);
    let text = code_in(&window, LARGE);
    window.press("Enter");
    assert_eq!(window.wait_for_end(), 1);
    let screen = window.text();
    let told = "hypersender: A defect of this library ended the call. Please report it. [internal]";
    assert!(screen.contains(told), "{screen}");
    assert!(!screen.contains("on purpose"), "{screen}");
    assert!(!screen.contains('▀') && window.cursor_is_visible(), "{screen}");
    assert!(!screen.contains(&text[..20]));
}

#[test]
fn the_token_is_asked_for_and_not_shown() {
    let sandbox = sandbox();
    let window = open(&sandbox, SMALL, &[("HYPERSENDER_TOKEN", "")], &["health"]);
    window.wait_for(|screen| screen.contains("Token").then_some(()));
    window.type_in(&sandbox.token());
    window.press("Enter");
    assert_eq!(window.wait_for_end(), 0);
    let text = window.text();
    assert!(text.contains("SCAN_QR_CODE"), "{text}");
    assert!(!text.contains(sandbox.token().split('|').next_back().unwrap()), "{text}");
}

#[test]
fn ctrl_c_at_the_question_brings_the_terminal_back() {
    let sandbox = sandbox();
    let window = open(&sandbox, SMALL, &[("HYPERSENDER_TOKEN", "")], &["health"]);
    window.wait_for(|screen| screen.contains("Token").then_some(()));
    window.press("C-c");
    assert_eq!(window.wait_for_end(), 130);
    window.type_in("what is typed is shown again");
    window.wait_for(|screen| screen.contains("what is typed is shown again").then_some(()));
    assert!(sandbox.requests().is_empty());
}

/// An interactive shell in a window, as somebody has it who presses Ctrl-Z.
fn shell(sandbox: &Sandbox, more: &[(&str, &str)]) -> Window {
    let variables = [&[("PS1", "ready> "), ("RUN", HYPERSENDER.as_str())], more].concat();
    let command = ["bash", "--norc", "--noprofile", "-i"];
    let window = open_with(sandbox, LARGE, &variables, &command);
    window.wait_for(|screen| screen.contains("ready>").then_some(()));
    window
}

fn enter(window: &Window, line: &str) {
    window.type_in(line);
    window.press("Enter");
}

#[test]
fn ctrl_z_takes_the_code_away_and_it_comes_back_with_the_command() {
    let sandbox = at_speed(1.0);
    let window = shell(&sandbox, &[]);
    enter(&window, "$RUN link");
    let text = code_in(&window, LARGE);
    window.press("C-z");
    let screen = window.wait_for(|screen| screen.contains("Stopped").then(|| screen.to_owned()));
    assert!(!screen.contains('▀') && window.cursor_is_visible(), "{screen}");

    enter(&window, "bg; echo it goes on'.'");
    window.wait_for(|screen| screen.contains("it goes on.").then_some(()));
    assert!(!window.screen().contains('▀'), "the window is the shell's");

    enter(&window, "fg");
    assert_eq!(code_in(&window, LARGE), text, "the same code as before");
    assert!(!window.cursor_is_visible());
    assert_eq!(sandbox.phone().scan(&text), ScanResult::Linked);
    window.wait_for(|screen| screen.contains("The phone is linked.").then_some(()));
    assert!(!window.screen().contains('▀') && window.cursor_is_visible());
}

#[test]
fn a_code_that_died_while_the_command_was_stopped_does_not_come_back() {
    let sandbox = at_speed(1.0);
    let window = shell(&sandbox, &[]);
    enter(&window, "$RUN link --qr-lifetime 15 --max-qr-codes 1");
    window.wait_for(|screen| screen.contains("expires in").then_some(()));
    window.press("C-z");
    window.wait_for(|screen| screen.contains("Stopped").then_some(()));
    enter(&window, "clear; sleep 15; fg");
    window.wait_for(|screen| screen.contains("has expired").then_some(()));
    assert!(!window.screen().contains('▀') && window.cursor_is_visible());
}

#[test]
fn ctrl_z_takes_the_code_out_of_its_file_until_the_command_goes_on() {
    let (sandbox, folder) = (at_speed(1.0), tempfile::tempdir().unwrap());
    let png = folder.path().join("code.png");
    let window = shell(&sandbox, &[("PNG", png.to_str().unwrap())]);
    enter(&window, "$RUN link --png $PNG");
    window.wait_for(|screen| screen.contains("While it lives").then_some(()));
    assert!(png.exists());
    window.press("C-z");
    window.wait_for(|screen| screen.contains("Stopped").then_some(()));
    assert!(!png.exists());
    enter(&window, "fg");
    window.wait_for(|_| png.exists().then_some(()));
    window.press("C-c");
    window.wait_for(|_| (!png.exists()).then_some(()));
}

#[test]
fn ctrl_z_changes_nothing_where_no_shell_could_make_it_go_on() {
    let sandbox = at_speed(1.0);
    let window = open(&sandbox, LARGE, &[], &["link"]);
    let text = code_in(&window, LARGE);
    window.press("C-z");
    assert_eq!(sandbox.phone().scan(&text), ScanResult::Linked);
    assert_eq!(window.wait_for_end(), 0);
}

#[test]
fn what_is_typed_after_ctrl_z_at_the_question_is_not_shown_either() {
    let sandbox = sandbox();
    let window = shell(&sandbox, &[("HYPERSENDER_TOKEN", "")]);
    enter(&window, "$RUN health");
    window.wait_for(|screen| screen.contains("Token").then_some(()));
    window.press("C-z");
    window.wait_for(|screen| screen.contains("Stopped").then_some(()));
    enter(&window, "clear; fg");
    window.wait_for(|screen| screen.contains("Token").then_some(()));
    enter(&window, &sandbox.token());
    window.wait_for(|screen| screen.contains("SCAN_QR_CODE").then_some(()));
    let text = window.text();
    assert!(!text.contains(sandbox.token().split('|').next_back().unwrap()), "{text}");
}
