//! The picture in the module's documentation is the machine's, and so is the list below it.

use std::collections::BTreeSet;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::any_schedule::{play, schedule};
use super::options;
use crate::link::machine::Phase;
use crate::link::simulator::{World, s};

type Arrow = (Phase, Phase);

fn phase(name: &str) -> Phase {
    let found = Phase::ALL.into_iter().find(|phase| format!("{phase:?}") == name);
    found.unwrap_or_else(|| panic!("the machine has no state {name}"))
}

fn drawn() -> BTreeSet<Arrow> {
    let lines = include_str!("../mod.rs").lines();
    lines
        .filter_map(|line| line.strip_prefix("//!     ")?.split_once(':'))
        .filter_map(|(arrow, _)| arrow.split_once(" --> "))
        .map(|(from, to)| (phase(from), phase(to)))
        .collect()
}

/// What happens on many schedules, always the same ones.
fn walked() -> BTreeSet<Arrow> {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let mut walked = a_scan_that_comes_to_nothing(1);
    walked.extend(a_scan_that_comes_to_nothing(2));
    for _ in 0..1_500 {
        let schedule = schedule().new_tree(&mut runner).unwrap().current();
        walked.extend(play(schedule).walked);
    }
    walked
}

/// Chance seldom leads there.
fn a_scan_that_comes_to_nothing(codes: u32) -> BTreeSet<Arrow> {
    let mut world = World::new();
    world.link_with("a", options().qr_lifetime(s(30)).max_qr_codes(codes));
    world.after(s(25), |world| world.set("a", "STARTING"));
    world.after(s(40), |world| world.set("a", "SCAN_QR_CODE"));
    world.run(s(300));
    world.walked
}

/// One step may go several arrows: a look that allows a POST is followed by it at once.
fn leads_to(drawn: &BTreeSet<Arrow>, (from, to): Arrow) -> bool {
    let after = |phases: &BTreeSet<Phase>| -> BTreeSet<Phase> {
        let next = drawn.iter().filter(|(from, _)| phases.contains(from));
        next.map(|(_, to)| *to).collect()
    };
    let one = after(&BTreeSet::from([from]));
    let two = after(&one);
    let three = after(&two);
    [one, two, three].iter().any(|reached| reached.contains(&to))
}

/// What stands between these two in the picture, each time.
fn in_the_picture(before: &str, after: &str) -> Vec<&'static str> {
    let parts = include_str!("../states.svg").split(before).skip(1);
    parts.filter_map(|part| part.split_once(after)?.0.rsplit('>').next()).collect()
}

#[test]
fn the_picture_has_the_states_and_arrows_of_the_list() {
    let states: BTreeSet<_> = in_the_picture("<text ", "</text>").into_iter().map(phase).collect();
    assert_eq!(states, BTreeSet::from(Phase::ALL));
    let titles = in_the_picture("<title", "</title>").into_iter();
    let arrows = titles.filter_map(|title| title.split_once(" to "));
    let arrows: Vec<_> = arrows.filter(|(from, _)| *from != "the beginning").collect();
    assert_eq!(arrows.len(), drawn().len(), "each arrow once");
    assert_eq!(
        arrows.into_iter().map(|(from, to)| (phase(from), phase(to))).collect::<BTreeSet<_>>(),
        drawn()
    );
}

#[test]
fn every_state_is_drawn() {
    let drawn = drawn();
    for phase in Phase::ALL {
        let is_drawn = drawn.iter().any(|(from, to)| *from == phase || *to == phase);
        assert!(is_drawn, "{phase:?} is not in the picture");
    }
}

#[test]
fn every_arrow_is_walked_and_no_other_way() {
    let (drawn, walked) = (drawn(), walked());
    let never: Vec<_> = drawn.difference(&walked).collect();
    assert!(never.is_empty(), "drawn and never walked: {never:?}");
    let hidden: Vec<_> = walked.into_iter().filter(|arrow| !leads_to(&drawn, *arrow)).collect();
    assert!(hidden.is_empty(), "walked and not drawn: {hidden:?}");
}
