//! The promises of a session, one file a rule.

mod any_schedule;
mod rule_01_look_before_acting;
