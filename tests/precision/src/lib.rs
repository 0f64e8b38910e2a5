//! The files of the client that read JSON, once more: any crate of a program can turn on
//! `serde_json/arbitrary_precision` for all of them, and numbers then come otherwise. Here their tests
//! can be run so without building the client and all that it needs a second time:
//! `cargo test --package precision --features arbitrary_precision`.

#![cfg(test)]
#![allow(dead_code, reason = "what is built here is only tested")]

#[path = "../../../crates/hypersender/src/verdict/body.rs"]
mod body;
#[path = "../../../crates/hypersender/src/model/json.rs"]
mod json;

mod error {
    pub(crate) type FieldErrors = std::collections::BTreeMap<String, Vec<String>>;
}

/// Without it, all the others would pass whatever the files do.
#[test]
#[cfg(feature = "arbitrary_precision")]
fn the_feature_is_on() {
    let number = serde_json::from_str::<serde_json::Value>("1e999").expect("a number");
    assert_eq!(number.to_string(), "1e+999");
}
