//! Rows in columns, for people.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// The most characters of a foreign text in a row.
pub(crate) const CELL: usize = 60;

/// Prints the rows so that their columns line up. The first row is the heading.
pub(crate) fn print<const N: usize>(to: &mut impl Write, rows: &[[String; N]]) -> io::Result<()> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    for (index, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        let line = line.trim_end();
        match index {
            0 => writeln!(to, "\x1b[1m{line}\x1b[0m")?,
            _ => writeln!(to, "{line}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_line_up_whatever_the_script() {
        let rows =
            [["NAME", "ID"], ["Zürich", "1"], ["東京", "2"]].map(|row| row.map(String::from));
        let mut text = Vec::new();
        super::print(&mut text, &rows).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text, "\x1b[1mNAME    ID\x1b[0m\nZürich  1\n東京    2\n");
    }
}
