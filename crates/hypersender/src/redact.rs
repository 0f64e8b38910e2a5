//! Makes a text of the service fit to be shown: no secret, no control character, not too long.

use std::borrow::Cow;

use crate::Secret;

/// The most characters of a foreign text that one of ours may carry.
const LONGEST: usize = 300;

/// An unbroken run of this many characters that mixes both cases and digits is a token or a
/// picture, not a word: Sanctum's tokens have 48 after the bar, a UUID 36 in one case.
const SHORTEST_SECRET: usize = 40;

/// `text` without `secret`, without anything that looks like a token or a picture, without control
/// characters (a terminal would obey them), and shortened.
pub(crate) fn foreign(text: &str, secret: Option<&str>) -> String {
    let text = match secret {
        Some(secret) if !secret.is_empty() => without(text, secret),
        _ => Cow::Borrowed(text),
    };
    let mut clean = String::with_capacity(text.len().min(LONGEST));
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let run = rest.find(|c| !is_opaque(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(run.max(first.len_utf8()));
        if run == 0 {
            clean.push(harmless(first));
        } else {
            clean.push_str(if looks_secret(word) { "[redacted]" } else { word });
        }
        if clean.len() > LONGEST && clean.chars().count() > LONGEST {
            return shortened(&clean, LONGEST);
        }
        rest = after;
    }
    clean
}

/// A shorter token than this is none of the service's, and could be a part of any word.
const SHORTEST_TOKEN: usize = 16;

/// `text` as it came, but for the token.
pub(crate) fn token(text: &str, token: &Secret) -> String {
    let token = token.reveal();
    if token.len() < SHORTEST_TOKEN {
        return text.to_owned();
    }
    without(text, token).into_owned()
}

/// `text` with a mark in place of `secret`, which is no empty one. Most texts are too short for it.
fn without<'a>(text: &'a str, secret: &str) -> Cow<'a, str> {
    if text.len() < secret.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(secret, "[redacted]"))
}

/// `text` in quotes, for a message that says what an argument was: escaped and shortened.
pub(crate) fn quoted(text: &str, secret: Option<&Secret>) -> String {
    format!(
        "\"{}\"",
        shortened(&foreign(text, secret.map(Secret::reveal)), 40).replace('"', "\\\"")
    )
}

fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn is_opaque(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-' | '\\')
}

fn looks_secret(word: &str) -> bool {
    let has = |test: fn(&char) -> bool| word.chars().any(|c| test(&c));
    word.len() >= SHORTEST_SECRET
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_digit)
}

/// `text` for a screen: nothing in it is obeyed or deceives, and it is cut after `longest`
/// characters.
pub fn shown(text: &str, longest: usize) -> String {
    shortened(&text.chars().take(longest + 1).map(harmless).collect::<String>(), longest)
}

/// Control characters, and those that turn the direction of writing, become a visible mark.
fn harmless(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        c if is_harmful(c) => '\u{fffd}',
        c => c,
    }
}

/// Whether a terminal may obey this character, or a reader not see what is there: controls, line
/// separators, what turns the direction of writing, what has no width, tags.
pub fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echoed_token_is_masked_in_any_company() {
        let token = "234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1";
        let text = foreign(&format!("Bearer {token} is not valid."), Some(token));
        assert_eq!(text, "Bearer [redacted] is not valid.");
        assert_eq!(foreign(&format!("no {token}"), None), "no 234|[redacted]");
        assert_eq!(foreign("short-token!", Some("short-token")), "[redacted]!");
    }

    #[test]
    fn of_data_only_the_token_is_masked_and_only_where_it_is_meant() {
        let secret = Secret::from("234|3uB2pBST2H6If8twXIeU");
        assert_eq!(token("a 234|3uB2pBST2H6If8twXIeU\n", &secret), "a [redacted]\n");
        assert_eq!(token("canary", &Secret::from("a")), "canary");
    }

    #[test]
    fn a_picture_is_masked() {
        let picture = "iVBORw0KGgoAAAANSUhEUgAAA".repeat(9);
        assert_eq!(
            foreign(&format!("data:image/png;base64,{picture}"), None),
            "data:image/png;base64,[redacted]"
        );
    }

    #[test]
    fn ids_paths_and_prose_stay() {
        for text in [
            "No query results for model [App\\Models\\Instance] c9a1dd76-5678-4f9d-9012-a5b78de100c3",
            "/api/whatsapp/v2/c9a1dd76-5678-4f9d-9012-a5b78de100c3/request-new-qr-code",
            "Die Länge des Namens ist größer als 50 Zeichen.",
        ] {
            assert_eq!(foreign(text, None), text);
        }
    }

    #[test]
    fn a_terminal_has_nothing_to_obey() {
        assert_eq!(
            foreign("\u{1b}[2Jgone\r\nb\u{202e}c\u{9b}", None),
            "\u{fffd}[2Jgone  b\u{fffd}c\u{fffd}"
        );
    }

    #[test]
    fn nothing_deceives_the_eye() {
        for c in ['\u{61c}', '\u{200b}', '\u{2028}', '\u{2066}', '\u{feff}', '\u{e0041}', '\u{85}']
        {
            assert_eq!(shown(&format!("a{c}b"), 9), "a\u{fffd}b", "{c:?}");
        }
        assert_eq!(shown("Café 日本 👩\u{200d}🔬", 99), "Café 日本 👩\u{200d}🔬");
        assert_eq!(shown("abcdef", 3), "abc…");
        assert_eq!(shown("abc", 3), "abc");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(foreign(&"ä ".repeat(5000), None).chars().count(), LONGEST + 1);
        assert_eq!(quoted(&"a".repeat(10_000), None), format!("\"{}…\"", "a".repeat(40)));
    }
}
