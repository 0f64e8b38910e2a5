//! What `cargo xtask release-check` checks beside the tests: it takes too long, or too quiet a
//! machine, for every change. One file a family.

mod app_library;
mod calls;
mod chaos;
mod criterion;
mod cross;
mod drawings;
mod fuzz;
mod hammers;
mod kotlin;
mod memory;
mod node;
mod python;
mod sessions;
mod start;
mod swift;

use crate::stage::Stage;

/// Everything that is checked before a release, in the order in which it runs.
pub(crate) const ALL: &[Stage] = &[
    calls::CALLS,
    start::START,
    sessions::SESSIONS,
    drawings::DRAWINGS,
    python::PYTHON_SPEED,
    python::FREE_THREADED_PYTHON,
    node::NODE_RUNTIMES,
    node::NODE_NEXT,
    node::NODE_BENCH,
    app_library::APP_LIBRARY,
    kotlin::KOTLIN,
    swift::SWIFT,
    cross::CROSS,
    memory::MEMORY,
    chaos::CHAOS,
    fuzz::FUZZ,
    hammers::HAMMERS,
];
