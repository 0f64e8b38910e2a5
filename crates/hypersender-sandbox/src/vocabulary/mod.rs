//! How values that JSON doesn't have are written in it: once for scripts, options and control.

pub(crate) mod octets;
pub(crate) mod operation;
pub(crate) mod seconds;
