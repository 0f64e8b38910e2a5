//! The promises of a session, one file a rule, and all of them on any schedule.

mod any_schedule;
mod listeners;
mod picture;
mod rule_01_look_before_acting;
mod rule_02_a_living_code_is_used;
mod rule_03_no_dead_code_on_show;
mod rule_04_a_scan_is_never_destroyed;
mod rule_05_failed;
mod rule_06_bounded;
mod rule_07_polls;
mod rule_08_many_sessions;
mod rule_09_a_shared_counter;
mod rule_10_ends_at_once;
mod rule_11_clocks;
mod rule_12_cancel;

use super::LinkOptions;

fn options() -> LinkOptions {
    LinkOptions::default()
}

#[track_caller]
fn close_to(time: f64, expected: f64) {
    assert!((time - expected).abs() < 0.02, "{time} is not {expected}");
}
