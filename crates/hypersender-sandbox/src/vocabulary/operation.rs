//! An operation by its name.

use hypersender::Operation;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One of the API's operations, or any.
#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(crate) fn serialize<S: Serializer>(
    operation: &Option<Operation>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    operation.serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Operation>, D::Error> {
    let Some(name) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    Operation::ALL
        .iter()
        .copied()
        .find(|operation| operation.name() == name && *operation != Operation::Link)
        .map(Some)
        .ok_or_else(|| de::Error::custom(format!("{name:?} is no operation of the API")))
}
