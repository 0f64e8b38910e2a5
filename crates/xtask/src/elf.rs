//! What a shared library for Linux and Android says of itself, as `readelf` prints it.

use std::path::Path;
use std::process::Command;

use crate::process::output;

/// Android 15 runs on devices with pages of this size.
const PAGE: u64 = 16_384;

/// What UniFFI exports of a component: its functions, its own housekeeping, and its description. And
/// beside these what a call in Kotlin goes through.
const EXPORTS: &[&str] = &[
    "uniffi_hypersender_",
    "ffi_hypersender_",
    "UNIFFI_META_",
    "hypersender_await_ends",
    "hypersender_begin_call",
    "hypersender_drop_call",
    "hypersender_open_exchange",
    "hypersender_take_ends",
];

/// What is wrong with the library: segments that are laid out for small pages, names that are
/// nobody's affair.
pub(crate) fn findings(library: &Path) -> Result<Vec<String>, String> {
    let read = |option| output(Command::new("readelf").args(["--wide", option]).arg(library));
    let name = library.file_name().unwrap_or_default().to_string_lossy();
    let mut findings = small_pages(&read("--program-headers")?);
    findings.extend(foreign_names(&read("--dyn-syms")?));
    Ok(findings.iter().map(|finding| format!("{name}: {finding}")).collect())
}

/// Segments that are aligned to less than a page. None at all is a finding, too.
fn small_pages(headers: &str) -> Vec<String> {
    let alignments: Vec<&str> = headers
        .lines()
        .filter(|line| line.trim_start().starts_with("LOAD "))
        .filter_map(|line| line.split_whitespace().last())
        .collect();
    if alignments.is_empty() {
        return vec!["readelf shows no segment that is loaded".to_owned()];
    }
    let wide = |text: &str| {
        let digits = text.trim_start_matches("0x");
        u64::from_str_radix(digits, 16).is_ok_and(|bytes| bytes >= PAGE && bytes % PAGE == 0)
    };
    let small = alignments.into_iter().filter(|alignment| !wide(alignment));
    small.map(|found| format!("a segment is aligned to {found}, not to pages of 16 KB")).collect()
}

/// Exported names that are not UniFFI's. None of UniFFI's is a finding, too.
fn foreign_names(symbols: &str) -> Vec<String> {
    let defined = symbols.lines().filter_map(|line| {
        // Num: Value Size Type Bind Vis Ndx Name
        let words: Vec<&str> = line.split_whitespace().collect();
        let exported = words.len() >= 8 && words[6] != "UND" && words[6].parse::<u32>().is_ok();
        exported.then(|| words[7])
    });
    let (own, foreign): (Vec<&str>, Vec<&str>) =
        defined.partition(|name| EXPORTS.iter().any(|start| name.starts_with(start)));
    if own.is_empty() {
        return vec!["it exports nothing for Kotlin and Swift".to_owned()];
    }
    foreign
        .iter()
        .map(|name| format!("it exports `{name}`, which is for neither Kotlin nor Swift"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_for_small_pages_is_found() {
        let wide = "  LOAD  0x000000 0x0000 0x0000 0x8d2f0 0x8d2f0 R   0x4000\n";
        let small = "  LOAD  0x08e000 0x8e00 0x8e00 0x3ad01 0x3ad01 R E 0x1000\n";
        assert_eq!(small_pages(wide), [""; 0]);
        assert_eq!(small_pages(&format!("{wide}{small}")).len(), 1);
        assert_eq!(small_pages("  GNU_STACK 0 0 0 0 0 RW 0x10\n").len(), 1);
    }

    #[test]
    fn a_name_that_is_not_for_kotlin_is_found() {
        let own = "  3: 00012f0 40 FUNC GLOBAL DEFAULT 13 uniffi_hypersender_uniffi_fn_func_a\n";
        let used = "  1: 0000000  0 FUNC GLOBAL DEFAULT UND malloc@GLIBC_2.2.5 (2)\n";
        let other = "  9: 0000100 40 FUNC GLOBAL DEFAULT 13 png_read\n";
        assert_eq!(foreign_names(&format!("{used}{own}")), [""; 0]);
        assert_eq!(foreign_names(&format!("{used}{own}{other}")).len(), 1);
        assert_eq!(foreign_names(used).len(), 1);
    }
}
