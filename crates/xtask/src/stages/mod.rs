//! The stages, one file a family, in the order in which they run: what is quick comes first.

mod browser;
mod chaos;
mod contract;
mod dependencies;
mod faults;
mod fuzz;
mod hygiene;
mod instructions;
mod kotlin;
mod locks;
mod mobile;
mod node;
mod node_package;
mod openapi;
mod python;
mod python_wheel;
mod rust;
mod scenarios;
mod shipped;
mod swift;
mod terminal;
mod verify;
mod workflows;

use crate::stage::Stage;
pub(crate) use chaos::{Wanted, chaos, test_builds};
pub(crate) use fuzz::fuzz;
pub(crate) use instructions::{build_counted, counted_program};
pub(crate) use kotlin::{JAVA, MAVEN, maven};
pub(crate) use mobile::mobile;
pub(crate) use python::Environment as PythonEnvironment;
pub(crate) use python_wheel::installed as installed_wheel;
pub(crate) use shipped::look_into;
pub(crate) use terminal::draw_picture;
pub(crate) use verify::verify;

/// Everything that `cargo xtask test` checks.
pub(crate) const ALL: &[Stage] = &[
    rust::FORMAT,
    hygiene::HYGIENE,
    dependencies::DEPENDENCIES,
    workflows::WORKFLOWS,
    rust::LINT,
    rust::DOCS,
    rust::TEST,
    kotlin::KOTLIN,
    swift::SWIFT,
    python::PYTHON_TYPES,
    python::PYTHON_TESTS,
    python_wheel::PYTHON_WHEEL,
    node::NODE_TYPES,
    node::NODE_TESTS,
    node_package::NODE_PACKAGE,
    shipped::SHIPPED,
    scenarios::SCENARIOS,
    faults::FAULTS,
    verify::VERIFY,
    mobile::MOBILE,
    terminal::TERMINAL,
    terminal::DEMO,
    browser::BROWSER,
    openapi::OPENAPI,
    contract::CONTRACT,
    chaos::CHAOS,
    fuzz::FUZZ,
    instructions::INSTRUCTIONS,
];
