//! JSON lines that can be looked at in a terminal, too.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// The value in one line. What a terminal would obey is written as `\u…`, which means the same.
pub(crate) fn line(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    match value.serialize(&mut Serializer::with_formatter(&mut text, Harmless)) {
        Ok(()) => String::from_utf8(text).unwrap_or_default(),
        Err(_) => String::new(), // only maps with odd keys can't be written
    }
}

struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        for c in fragment.chars() {
            if hypersender::is_harmful(c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                write!(writer, "{c}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_read_back_the_same() {
        let text = "a\u{9b}2J\u{202e}b\u{1b}[31m\u{e0041}\u{7f}é日\"\\\n";
        let line = line(&text);
        assert!(!line.chars().any(hypersender::is_harmful), "{line}");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
