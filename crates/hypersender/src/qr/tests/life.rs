//! When a code is dead.

use std::time::Duration;

use super::pictures::Drawing;
use crate::clock::Clock;
use crate::qr::{QR_LIFETIME, QrCode, base64};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

fn code(clock: &Clock) -> QrCode {
    let text = base64::encode(&Drawing::of("2@short").grey());
    QrCode::from_base64(&text, clock.reading(), QR_LIFETIME, clock).unwrap()
}

#[test]
fn the_life_counts_from_the_request() {
    let clock = Clock::virtual_time();
    let requested = clock.reading();
    clock.advance(SECOND * 7); // the answer took its time
    let text = base64::encode(&Drawing::of("2@short").grey());
    let code = QrCode::from_base64(&text, requested, QR_LIFETIME, &clock).unwrap();
    assert_eq!(code.requested(), requested);
    assert_eq!(code.requested_at(), requested.wall);
    assert_eq!(code.expires_at(), requested.wall + SECOND * 60);
    assert_eq!(code.expires_in(), SECOND * 53);
    clock.advance(Duration::from_nanos(52_999_999_999));
    assert!(!code.is_expired());
    clock.advance(Duration::from_nanos(1));
    assert!(code.is_expired());
    assert_eq!(code.expires_in(), Duration::ZERO);
}

#[test]
fn a_sleeping_machine_s_time_counts() {
    let clock = Clock::virtual_time();
    let code = code(&clock);
    clock.suspend(SECOND * 40);
    assert_eq!(code.expires_in(), SECOND * 20);
    clock.suspend(SECOND * 20);
    assert!(code.is_expired());
}

#[test]
fn a_wall_clock_set_forward_ends_it_at_once_and_for_good() {
    let clock = Clock::virtual_time();
    let code = code(&clock);
    let kept = code.clone();
    clock.set_wall(HOUR, false);
    assert!(code.is_expired());
    clock.set_wall(HOUR, true);
    assert!(code.is_expired());
    assert!(kept.is_expired());
    assert_eq!(code.expires_in(), Duration::ZERO);
}

#[test]
fn a_wall_clock_set_back_neither_prolongs_nor_revives_it() {
    let clock = Clock::virtual_time();
    let code = code(&clock);
    clock.set_wall(HOUR, true);
    assert_eq!(code.expires_in(), SECOND * 60);
    clock.advance(SECOND * 60);
    assert!(code.is_expired());
    clock.set_wall(HOUR, true);
    assert!(code.is_expired());
}

#[test]
fn another_life_begins_with_the_same_request() {
    let clock = Clock::virtual_time();
    let code = code(&clock);
    clock.advance(SECOND * 15);
    let shorter = code.with_lifetime(SECOND * 20);
    assert_eq!(shorter.expires_in(), SECOND * 5);
    clock.advance(SECOND * 5);
    assert!(shorter.is_expired());
    assert!(!code.is_expired());
    assert_eq!(shorter.requested(), code.requested());
    assert_eq!(shorter.png(), code.png());
    let endless = code.with_lifetime(Duration::MAX);
    assert!(!endless.is_expired());
    assert_eq!(endless.expires_at(), code.requested_at());
}

#[test]
fn a_life_that_left_the_code_ends_with_it() {
    let clock = Clock::virtual_time();
    let code = code(&clock).with_lifetime(SECOND * 20);
    clock.advance(SECOND * 15);
    assert_eq!(QrCode::life_left(code.life(), &clock), SECOND * 5);
    clock.advance(SECOND * 5);
    assert_eq!(QrCode::life_left(code.life(), &clock), Duration::ZERO);
}
