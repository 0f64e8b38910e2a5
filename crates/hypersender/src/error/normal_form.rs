//! An error as data: what `--json` prints and what the scenarios compare.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Error;

impl Serialize for Error {
    /// Writes what the error knows, and leaves out what it does not: durations in seconds.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let details = &*self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("message", &details.message)?;
        let mut optional = Optional(&mut map);
        optional.entry("status", details.status)?;
        optional.entry("server_message", details.server_message.as_deref())?;
        optional.entry("request_id", details.request_id.as_deref())?;
        optional.entry("retry_after", details.retry_after.map(|d| d.as_secs_f64()))?;
        optional.entry("outcome", details.outcome.map(super::Outcome::name))?;
        optional.entry("operation", details.operation)?;
        optional.entry("argument", details.argument)?;
        optional.entry("reason", details.reason.map(super::Reason::name))?;
        optional.entry("errors", (!details.errors.is_empty()).then_some(&details.errors))?;
        optional.entry("limited_by", details.limited_by.map(super::LimitedBy::name))?;
        optional.entry("location", details.location.as_deref())?;
        optional.entry("json_path", details.json_path.as_deref())?;
        optional.entry("instance", details.instance.as_ref())?;
        optional.entry("last_status", details.last_status.as_ref())?;
        optional.entry("qr_codes_shown", details.qr_codes_shown)?;
        map.serialize_entry("attempts", &details.attempts)?;
        map.serialize_entry("elapsed", &details.elapsed.as_secs_f64())?;
        map.end()
    }
}

struct Optional<'a, M>(&'a mut M);

impl<M: SerializeMap> Optional<'_, M> {
    fn entry(&mut self, key: &'static str, value: Option<impl Serialize>) -> Result<(), M::Error> {
        match value {
            Some(value) => self.0.serialize_entry(key, &value),
            None => Ok(()),
        }
    }
}
