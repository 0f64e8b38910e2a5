//! The stages, one file a family, in the order in which they run: what is quick comes first.

mod browser;
mod hygiene;
mod licences;
mod python;
mod python_wheel;
mod rust;
mod scenarios;
mod spdx;
mod terminal;

use crate::stage::Stage;
pub(crate) use terminal::draw_picture;

/// Everything that `cargo xtask test` checks.
pub(crate) const ALL: &[Stage] = &[
    rust::FORMAT,
    hygiene::HYGIENE,
    licences::LICENCES,
    rust::LINT,
    rust::DOCS,
    rust::TEST,
    python::PYTHON_TYPES,
    python::PYTHON_TESTS,
    python_wheel::PYTHON_WHEEL,
    scenarios::SCENARIOS,
    terminal::TERMINAL,
    terminal::DEMO,
    browser::BROWSER,
];
