//! The promises of a session, one file a rule.

mod rule_01_look_before_acting;
mod any_schedule;
mod scratch;
