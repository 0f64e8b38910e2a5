//! What a sandbox is told in JSON, and in plain words why it can't be that: whoever wrote it may use
//! any language, and knows its own names, not those of ours.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// Reads [`Settings`](crate::Settings), a [`Deed`](crate::deed::Deed), an
/// [`Event`](crate::timeline::Event), or anything else that a sandbox is told.
///
/// ```
/// use hypersender_sandbox::{Settings, read};
///
/// let misread = read::<Settings>(r#"{"instances": [{"status": 5}]}"#).unwrap_err();
/// assert_eq!(misread.to_string(), "`instances[0].status` has to be a text, not 5.");
/// ```
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, Misread> {
    let value: Value = serde_json::from_str(json).map_err(|error| not_json(&error))?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let place = place(error.path());
        Misread(explained(&place, &error.inner().to_string()))
    })
}

/// Why something could not be read: a sentence, or two. Names of fields are between backticks, with
/// their place: `` `limits.window` ``.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread(String);

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misread {}

/// Here a line and a column help: somebody wrote the text itself, and has it before them.
fn not_json(error: &serde_json::Error) -> Misread {
    if error.is_eof() {
        return Misread("This is no JSON: it ends too early.".to_owned());
    }
    let (line, column) = (error.line(), error.column());
    Misread(format!("This is no JSON: what is wrong is in line {line}, at character {column}."))
}

fn place(path: &Path) -> String {
    let mut place = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => place.extend(["[", &index.to_string(), "]"]),
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                if !place.is_empty() {
                    place.push('.');
                }
                place.push_str(&shown(name));
            }
            Segment::Unknown => {}
        }
    }
    place
}

/// What serde has to say about what is at `place`, without its words for types.
fn explained(place: &str, said: &str) -> String {
    let subject = if place.is_empty() { "This".to_owned() } else { format!("`{place}`") };
    if let Some((what, rest)) = said.strip_prefix("unknown ").and_then(|it| it.split_once(" `")) {
        let (name, known) = rest.rsplit_once("`, expected ").unwrap_or((rest, ""));
        let known: Vec<_> = known.split('`').skip(1).step_by(2).collect();
        return if what == "field" {
            format!("There is no {subject}. What there is: {}.", listed(&known, '`', "and"))
        } else {
            format!("{subject} has to be {}, not \"{}\".", listed(&known, '"', "or"), shown(name))
        };
    }
    if let Some(name) = said.strip_prefix("missing field `").and_then(|it| it.strip_suffix('`')) {
        let dot = if place.is_empty() { "" } else { "." };
        return format!("`{place}{dot}{name}` is missing.");
    }
    match said.strip_prefix("invalid ").and_then(|it| it.rsplit_once(", expected ")) {
        Some((_, "unit")) => format!("{subject} has no value: the name alone is all."),
        Some((_, wanted)) if wanted.ends_with(" variant") => {
            format!("{subject} wants a value: it is an object with this one field.")
        }
        Some((found, wanted)) => match found.split_once(": ") {
            Some((_, found)) => {
                format!("{subject} has to be {}, not {}.", kind_wanted(wanted), kind_found(found))
            }
            None => format!("{subject} has to be {}.", kind_wanted(wanted)), // of a wrong length
        },
        None => format!("{subject}: {}.", said.trim_end_matches('.')),
    }
}

fn kind_wanted(serde: &str) -> String {
    let up_to = |most: u64| format!("a whole number from 0 to {most}");
    match serde {
        "u8" => up_to(u8::MAX.into()),
        "u16" => up_to(u16::MAX.into()),
        "u32" => up_to(u32::MAX.into()),
        "u64" | "usize" => "a whole number, not below zero".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" => "a text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        "string or map" => "a text, or an object with one field".to_owned(),
        "map with a single key" => "an object with one field".to_owned(),
        _ if serde.starts_with("struct ") => "an object".to_owned(),
        other => other.to_owned(),
    }
}

fn kind_found(serde: &str) -> String {
    match serde.split_once(' ').map_or((serde, ""), |(kind, value)| (kind, value)) {
        ("string", _) => "a text".to_owned(),
        ("map", _) => "an object".to_owned(),
        ("sequence", _) => "a list".to_owned(),
        // Numbers, true and false are told as they are.
        (_, value) if value.ends_with('`') => {
            value.split('`').nth(1).unwrap_or_default().to_owned()
        }
        _ => serde.to_owned(),
    }
}

fn listed(names: &[&str], quote: char, last: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("{quote}{name}{quote}")).collect();
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((end, before)) => format!("{} {last} {end}", before.join(", ")),
    }
}

/// A name as somebody gave it, which may be anything.
fn shown(name: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = name
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() || matches!(c, '`' | '"') { ' ' } else { c })
        .collect();
    if name.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests;
