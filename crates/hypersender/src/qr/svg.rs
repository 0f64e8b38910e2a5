//! The code as SVG.

use std::fmt::Write;

use super::modules::Modules;

/// The light modules around a code that the standard wants.
const QUIET: usize = 4;

pub(super) fn draw(modules: &Modules) -> String {
    let side = modules.size() + 2 * QUIET;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR code\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{}\"/></svg>",
        path(modules)
    )
}

/// A rectangle for each run of dark modules in a row.
fn path(modules: &Modules) -> String {
    let mut path = String::new();
    for y in 0..modules.size() {
        let mut x = 0;
        while x < modules.size() {
            let run = (x..modules.size()).take_while(|&x| modules.is_dark(x, y)).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run + 1;
        }
    }
    path
}
