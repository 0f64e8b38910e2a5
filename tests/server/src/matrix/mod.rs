//! What is covered: fault x operation x ending, and rule x event, held against all that there is.

mod coverage;
mod required;
mod results;
mod senseless;
mod table;
mod twins;

pub use coverage::{Cell, Coverage};
pub use required::Required;
pub use results::{Ends, Results, read_results, write_results};
pub use table::{languages, markdown};
pub use twins::twins;
