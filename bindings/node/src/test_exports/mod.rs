//! What proves the boundary itself, for the package's own tests. Never in what is shipped.

mod authority;
mod clocks;
mod echo;
mod misdeeds;
mod scenarios;
