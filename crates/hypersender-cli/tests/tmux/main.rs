//! What a person sees in a real terminal: the demo here, and the other commands in `link`.

#![allow(clippy::unwrap_used, reason = "what these tests use fails by panicking, too")]

#[path = "../drawn/mod.rs"]
mod drawn;
mod link;
mod svg;
mod window;

use std::sync::LazyLock;

use hypersender_cli::camera::{self, DARK, LIGHT};
use window::Window;

/// The command, under a name of its own: `cargo demo`, which one of these tests runs, may put
/// another build of it in its place for a moment.
static HYPERSENDER: LazyLock<String> = LazyLock::new(|| {
    let own = concat!(env!("CARGO_TARGET_TMPDIR"), "/hypersender");
    let _ = std::fs::remove_file(own);
    std::fs::hard_link(env!("CARGO_BIN_EXE_hypersender"), own).unwrap();
    own.to_owned()
});

/// As large as it must be for everything to be on the screen at once.
const LARGE: (u16, u16) = (80, 46);

/// The text of the code in a window of this size, as soon as there is one.
fn code_in(window: &Window, size: (u16, u16)) -> String {
    window.wait_for(|screen| {
        let text = camera::read(screen, size.0, size.1, DARK)?;
        assert_eq!(camera::read(screen, size.0, size.1, LIGHT).as_ref(), Some(&text));
        screen.contains("expires in").then_some(text)
    })
}

fn open(size: (u16, u16), speed: &str, variables: &[(&str, &str)]) -> Window {
    Window::open(size, variables, &[&HYPERSENDER, "demo", "--speed", speed])
}

#[test]
fn the_code_is_read_off_the_screen_and_then_gone_from_it() {
    let window = open(LARGE, "20", &[]);
    let text = code_in(&window, LARGE);
    assert!(text.len() > 100, "{text}");

    assert_eq!(window.wait_for_end(), 0);
    let screen = window.screen();
    assert_eq!(camera::read(&screen, LARGE.0, LARGE.1, DARK), None);
    assert!(!screen.contains('▀'), "{screen}");
    assert!(window.text().contains("WORKING"), "{screen}");
    assert!(window.cursor_is_visible());
}

#[test]
fn in_a_small_window_it_says_where_the_code_is_instead_of_a_broken_picture() {
    let window = open((80, 24), "20", &[]);
    window.wait_for(|screen| screen.contains("this window has 80 x 24").then_some(()));
    assert_eq!(window.wait_for_end(), 0);
    let text = window.text();
    assert!(!text.contains(['▀', '━']) && !text.contains("While it lives"), "{text}");
    assert!(text.contains("this window has 80 x 24") && text.contains("WORKING"), "{text}");
}

#[test]
fn in_a_narrow_window_it_leaves_nothing_behind_either() {
    let window = open((40, 50), "20", &[]);
    assert_eq!(window.wait_for_end(), 0);
    let text = window.text();
    assert!(!text.contains(['▀', '━']) && !text.contains("QR reader"), "{text}");
    assert_eq!(text.matches("hypersender demo").count(), 1, "{text}");
    assert!(window.cursor_is_visible());
}

#[test]
fn where_colours_are_unwanted_or_unknown_it_draws_nothing() {
    for (variable, reason) in [
        (("NO_COLOR", "1"), "(NO_COLOR)"),
        (("CLICOLOR", "0"), "(CLICOLOR)"),
        (("TERM", "dumb"), "(TERM)"),
    ] {
        let window = open(LARGE, "20", &[variable]);
        assert_eq!(window.wait_for_end(), 0);
        let screen = window.screen();
        assert!(screen.contains(reason), "{screen}");
        assert!(screen.contains("qr-code.png"), "{screen}");
        assert!(!screen.contains(['▀', '\x1b']), "{screen}");
    }
}

#[test]
fn ctrl_c_takes_the_code_away_and_brings_the_cursor_back() {
    let window = open(LARGE, "1", &[]);
    code_in(&window, LARGE);
    assert!(!window.cursor_is_visible());

    window.press("C-c");
    assert_eq!(window.wait_for_end(), 130);
    assert!(!window.screen().contains('▀'), "{}", window.screen());
    assert!(window.cursor_is_visible());
}

#[test]
fn the_code_is_drawn_again_when_the_window_gets_another_size() {
    let window = open(LARGE, "1", &[]);
    let text = code_in(&window, LARGE);
    window.resize(80, 24);
    window.wait_for(|screen| screen.contains("this window has 80 x 24").then_some(()));
    assert!(!window.screen().contains('▀'));
    window.resize(100, 40);
    assert_eq!(code_in(&window, (100, 40)), text);
    window.press("C-c");
    assert_eq!(window.wait_for_end(), 130);
    assert!(!window.screen().contains('▀'), "{}", window.screen());
}

/// `cargo xtask picture` draws the README's picture anew, with the variable set.
#[test]
fn the_readme_shows_what_cargo_demo_shows() {
    LazyLock::force(&HYPERSENDER);
    // Without what cargo says about its work.
    let command = ["sh", "-c", "printf '$ cargo demo\\n'; exec cargo demo 2>/dev/null"];
    let window = Window::open(LARGE, &[], &command);
    let text = code_in(&window, LARGE);
    let some_time_left = |screen: &str| screen.contains("expires in 4").then(|| screen.to_owned());
    let picture = svg::draw(&window.wait_for(some_time_left), LARGE.0);
    assert_eq!(drawn::code_in(&picture), Some(text));

    if std::env::var_os("DRAW_README_PICTURE").is_some() {
        std::fs::write(drawn::PATH, &picture).unwrap();
    }
    let kept = std::fs::read_to_string(drawn::PATH).unwrap();
    assert_eq!(drawn::words_in(&kept), drawn::words_in(&picture), "`cargo xtask picture` is due");
}
