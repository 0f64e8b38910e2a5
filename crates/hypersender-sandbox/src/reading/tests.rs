//! How each thing that can be wrong is told.

use super::*;
use crate::Settings;
use crate::deed::Deed;
use crate::timeline::Event;

fn said<T: DeserializeOwned + fmt::Debug>(json: &str) -> String {
    read::<T>(json).expect_err(json).to_string()
}

#[test]
fn what_is_wrong_with_settings_is_told_in_plain_words() {
    for (json, told) in [
        (r#"{"port": 70000}"#, "`port` has to be a whole number from 0 to 65535, not 70000."),
        (r#"{"port": -1}"#, "`port` has to be a whole number from 0 to 65535, not -1."),
        (r#"{"port": 80.5}"#, "`port` has to be a whole number from 0 to 65535, not 80.5."),
        (r#"{"port": "80"}"#, "`port` has to be a whole number from 0 to 65535, not a text."),
        (r#"{"seed": true}"#, "`seed` has to be a whole number, not below zero, not true."),
        (r#"{"speed": null}"#, "`speed` has to be a number, not null."),
        (r#"{"virtual_time": 1}"#, "`virtual_time` has to be true or false, not 1."),
        (r#"{"token": {}}"#, "`token` has to be a text, not an object."),
        (r#"{"accounts": "one"}"#, "`accounts` has to be a list, not a text."),
        (r#"{"accounts": ["a", 5]}"#, "`accounts[1]` has to be a text, not 5."),
        (
            r#"{"instances": [{"status": [1]}]}"#,
            "`instances[0].status` has to be a text, not a list.",
        ),
        (r#"{"instances": ["one"]}"#, "`instances[0]` has to be an object, not a text."),
        (
            r#"{"instances": [{}, {"stat": "FAILED"}]}"#,
            "There is no `instances[1].stat`. What there is: `id`, `name`, `phone`, `account` and `status`.",
        ),
        (
            r#"{"on_new_qr": "curent"}"#,
            "`on_new_qr` has to be \"restart\", \"current\" or \"refuse\", not \"curent\".",
        ),
        (
            r#"{"on_new_qr": 5}"#,
            "`on_new_qr` has to be a text, or an object with one field, not 5.",
        ),
        (
            r#"{"limits": {"health": "ten"}}"#,
            "`limits.health` has to be a whole number from 0 to 4294967295, not a text.",
        ),
        (r#"{"latency": -1}"#, "`latency`: a time is a number, not below zero."),
        (r#"{"latency": 1e300}"#, "`latency`: no time is longer than a hundred years."),
        (r#"{"latency": "1"}"#, "`latency` has to be a number, not a text."),
        (r#"{"faults": [{"operation": "health"}]}"#, "`faults[0].fault` is missing."),
        (
            r#"{"faults": [{"operation": "helth", "fault": "reset"}]}"#,
            "`faults[0].operation`: \"helth\" is no operation of the API.",
        ),
        (
            r#"{"faults": [{"fault": {"status": {"status": "503"}}}]}"#,
            "`faults[0].fault.status.status` has to be a whole number from 0 to 65535, not a text.",
        ),
        (
            r#"{"faults": [{"fault": "delay"}]}"#,
            "`faults[0].fault.delay` wants a value: it is an object with this one field.",
        ),
        (
            r#"{"faults": [{"fault": {"reset": 1}}]}"#,
            "`faults[0].fault.reset` has no value: the name alone is all.",
        ),
        (
            r#"{"when": [{"do": {"scan": {}}}]}"#,
            "`when[0]`: when it happens is a number as `at`, or the number of a code as `shown`, to which `after` and `instance` belong.",
        ),
        (
            r#"{"codes": {"count": 1, "first": -0.5}}"#,
            "`codes.first`: a time is a number, not below zero.",
        ),
        ("5", "This has to be an object, not 5."),
    ] {
        assert_eq!(said::<Settings>(json), told, "{json}");
    }
    let unknown = said::<Settings>(r#"{"sped": 1}"#);
    assert!(
        unknown.starts_with("There is no `sped`. What there is: `seed`, `speed`, "),
        "{unknown}"
    );
}

#[test]
fn so_is_what_is_wrong_with_what_shall_happen() {
    let unknown = said::<Deed>(r#"{"scann": {}}"#);
    assert!(unknown.starts_with("This has to be \"scan\", \"confirm_passkey\", "), "{unknown}");
    assert!(unknown.ends_with(", not \"scann\"."), "{unknown}");
    assert_eq!(said::<Deed>(r#"{"set_status": {}}"#), "`set_status.status` is missing.");
    assert_eq!(said::<Deed>("{}"), "This has to be an object with one field, not an object.");
    assert_eq!(
        said::<Event>(r#"{"at": 1, "do": {"scan": {"code": "x"}}}"#),
        "`do.scan.code` has to be a whole number from 0 to 4294967295, not a text."
    );
    assert_eq!(said::<Event>(r#"{"at": 1}"#), "`do` is missing.");
}

#[test]
fn only_what_is_no_json_has_a_line() {
    assert_eq!(said::<Settings>("{"), "This is no JSON: it ends too early.");
    let text = "{\n  \"speed\": 2,,\n}";
    assert_eq!(
        said::<Settings>(text),
        "This is no JSON: what is wrong is in line 2, at character 14."
    );
}

#[test]
fn no_name_that_somebody_gives_makes_a_sentence_of_its_own() {
    let long = "a".repeat(100);
    let name = format!("`, expected \\\"x\\n{long}");
    let said = said::<Settings>(&format!("{{\"{name}\": 1}}"));
    let expected =
        format!("There is no ` , expected  x {}…`. What there is: `seed`, ", &long[..25]);
    assert!(said.starts_with(&expected), "{said}");
}
