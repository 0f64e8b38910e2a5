//! Bytes as a text, or as `{"base64": …}` where they aren't one.

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Base64 { base64: String },
}

pub(crate) fn serialize<S: Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    match std::str::from_utf8(bytes) {
        Ok(text) => serializer.serialize_str(text),
        Err(_) => Written::Base64 { base64: base64_simd::STANDARD.encode_to_string(bytes) }
            .serialize(serializer),
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    match Written::deserialize(deserializer)? {
        Written::Text(text) => Ok(text.into()),
        Written::Base64 { base64 } => {
            base64_simd::STANDARD.decode_to_vec(base64).map(Bytes::from).map_err(de::Error::custom)
        }
    }
}
