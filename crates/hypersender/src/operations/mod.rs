//! The five operations of the Enterprise API, one file each.

mod operation;

pub use operation::Operation;
