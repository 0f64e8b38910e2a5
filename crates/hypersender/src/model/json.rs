//! What is read of JSON: texts, and where they are. Read once, within bounds, and not copied where
//! a text is as it was written.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::sync::LazyLock;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value. Of what no answer tells anything by, only the type is kept.
#[derive(Debug, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool,
    Number,
    Text(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Fields<'a>),
}

/// The fields of an object, as they came.
#[derive(Debug, PartialEq, Default)]
pub(crate) struct Fields<'a>(pub(super) Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Json<'a> {
    /// The document, unless something in it can't be read, it is nested more than `depth` deep, or
    /// has more than `values` values in it.
    pub(super) fn read(text: &'a [u8], depth: usize, values: usize) -> Option<Self> {
        let values = Cell::new(values);
        let mut reader = serde_json::Deserializer::from_slice(text);
        let value = Bounded { depth, values: &values }.deserialize(&mut reader).ok()?;
        reader.end().ok()?;
        Some(value)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn field(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.get(key),
            _ => None,
        }
    }
}

impl<'a> Fields<'a> {
    /// The value of `key`: the last one, if it came more than once.
    pub(crate) fn get(&self, key: &str) -> Option<&Json<'a>> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

/// What a value may still hold.
#[derive(Clone, Copy)]
struct Bounded<'a> {
    depth: usize,
    values: &'a Cell<usize>,
}

impl Bounded<'_> {
    /// The bounds of what is in an array or an object.
    fn within<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom("too deep"))?;
        Ok(Self { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json<'de>, D::Error> {
        let left = self.values.get().checked_sub(1);
        self.values.set(left.ok_or_else(|| D::Error::custom("too many values"))?);
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
        let within = self.within()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(within)? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json<'de>, A::Error> {
        let mut next = fields.next_key_seed(Key)?;
        if next.is_some() && next.as_deref() == NUMBER.as_deref() {
            fields.next_value::<IgnoredAny>()?;
            while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Json::Number);
        }
        let within = self.within()?;
        let mut object = Vec::new();
        while let Some(key) = next {
            object.push((key, fields.next_value_seed(within)?));
            next = fields.next_key_seed(Key)?;
        }
        Ok(Json::Object(Fields(object)))
    }
}

/// The field in which a number is, if numbers come as objects. `serde_json` hands them over so as soon
/// as any crate of the program turns on its feature `arbitrary_precision`. The name is its own secret,
/// so it is asked.
static NUMBER: LazyLock<Option<String>> =
    LazyLock::new(|| serde_json::Deserializer::from_str("0.5").deserialize_any(ANumber).ok()?);

/// Looks how a number comes.
struct ANumber;

impl<'de> Visitor<'de> for ANumber {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E>(self, _: f64) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Option<String>, A::Error> {
        Ok(fields.next_entry::<String, IgnoredAny>()?.map(|(name, _)| name))
    }
}

/// The name of a field.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Cow<'de, str>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, depth: usize, values: usize) -> Option<Json<'_>> {
        Json::read(text.as_bytes(), depth, values)
    }

    #[test]
    fn every_value_is_read_as_what_it_is() {
        let text = r#"[null,true,-1,18446744073709551615,0.5,"x",{},[],"\/"]"#;
        let Some(Json::Array(items)) = read(text, 2, 99) else { panic!("{text}") };
        assert_eq!(
            items,
            [
                Json::Null,
                Json::Bool,
                Json::Number,
                Json::Number,
                Json::Number,
                Json::Text("x".into()),
                Json::Object(Fields::default()),
                Json::Array(Vec::new()),
                Json::Text("/".into()),
            ]
        );
    }

    /// Also where a crate of the program has turned on `serde_json/arbitrary_precision`, by which
    /// numbers come as objects: `tests/precision` builds this file with it, too.
    #[test]
    fn a_number_is_one_value_and_nests_nothing_however_it_is_written() {
        for number in ["0", "-0", "0.5", "-1.5e3", "1E-9", "18446744073709551616"] {
            assert_eq!(read(number, 0, 1), Some(Json::Number), "{number}");
            let in_an_object = format!(r#"{{"a":{number},"b":"c"}}"#);
            let read = read(&in_an_object, 1, 3).unwrap();
            assert_eq!(read.field("a"), Some(&Json::Number), "{number}");
            assert_eq!(read.field("b").and_then(Json::text), Some("c"), "{number}");
        }
    }

    #[test]
    fn of_fields_with_one_name_the_last_counts() {
        let read = read(r#"{"a":"1","\u0061":"2","b":null}"#, 1, 9).unwrap();
        assert_eq!(read.field("a").and_then(Json::text), Some("2"));
        assert_eq!((read.field("b"), read.field("c")), (Some(&Json::Null), None));
    }

    #[test]
    fn there_is_no_value_deeper_nor_more_of_them_than_the_bounds_allow() {
        assert!(read("[[1]]", 2, 3).is_some());
        assert!(read("[[1]]", 1, 3).is_none());
        assert!(read("[[1]]", 2, 2).is_none());
        assert!(read(r#"{"a":{"b":1}}"#, 2, 3).is_some());
        assert!(read(r#"{"a":{"b":1}}"#, 1, 3).is_none());
        assert!(read(r#"{"a":1,"b":2}"#, 1, 2).is_none());
        assert!(read("{}", 1, 1).is_some());
        assert!(read("{}", 0, 1).is_none());
    }

    #[test]
    fn half_a_document_is_none_nor_are_two() {
        for text in ["", "{", "{}{}", r#"["\ud83d"]"#, "[1,]"] {
            assert!(read(text, 9, 9).is_none(), "{text}");
        }
    }
}
