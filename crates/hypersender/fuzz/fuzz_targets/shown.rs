//! Texts of the service as the command shows them. Another hand judges what a terminal would obey:
//! `vte`, which terminals read with.

#![no_main]

#[path = "../../../hypersender-cli/src/json.rs"]
mod json;

use libfuzzer_sys::fuzz_target;
use vte::{Params, Parser, Perform};

fuzz_target!(|bytes: &[u8]| {
    let Some((longest, text)) = bytes.split_first() else {
        return;
    };
    let (longest, text) = (usize::from(*longest), String::from_utf8_lossy(text));

    let shown = hypersender::shown(&text, longest);
    is_only_printed(&shown);
    assert!(shown.chars().count() <= longest + 1, "{shown:?}");
    let kept = shown.strip_suffix('…').unwrap_or(&shown);
    for (before, after) in text.chars().zip(kept.chars()) {
        assert!(after == before || " \u{fffd}".contains(after), "{before:?} became {after:?}");
    }
    assert_eq!(hypersender::shown(&shown, longest + 1), shown, "once is enough");

    let line = json::line(&text);
    is_only_printed(&line);
    assert_eq!(serde_json::from_str::<String>(&line).expect("JSON"), text);
});

/// A terminal puts it on the screen, all of it, and does nothing else.
fn is_only_printed(text: &str) {
    let mut screen = Screen(String::new());
    Parser::new().advance(&mut screen, text.as_bytes());
    assert_eq!(screen.0, text);
    // What turns the direction of writing, or is not seen at all.
    let deceives = |c| matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.contains(|c: char| c.is_control() || deceives(c)), "{text:?}");
}

struct Screen(String);

impl Perform for Screen {
    fn print(&mut self, c: char) {
        self.0.push(c);
    }

    fn execute(&mut self, byte: u8) {
        panic!("it obeys {byte:#x}");
    }

    fn hook(&mut self, _: &Params, _: &[u8], _: bool, action: char) {
        panic!("it obeys {action:?}");
    }

    fn osc_dispatch(&mut self, _: &[&[u8]], _: bool) {
        panic!("it obeys an OSC");
    }

    fn csi_dispatch(&mut self, _: &Params, _: &[u8], _: bool, action: char) {
        panic!("it obeys a CSI {action:?}");
    }

    fn esc_dispatch(&mut self, _: &[u8], _: bool, byte: u8) {
        panic!("it obeys an ESC {byte:#x}");
    }
}
