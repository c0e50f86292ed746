//! CSV: UTF-8, LF, RFC 4180, header always. Headers and row order are an API.
//!
//! Text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, TAB or CR) gets an
//! apostrophe before it; numbers stay numbers, with all their digits.

use std::io::{self, Write};

mod lines;
mod months;
mod scenarios;

pub use lines::{LINES_HEADER, lines};
pub use months::{MONTHS_HEADER, months};
pub use scenarios::{SCENARIOS_HEADER, scenarios};

/// Writes one row of text cells, quoted and guarded.
///
/// ```
/// let mut bytes = Vec::new();
/// costmodel_export::csv::row(&["a, b", "=1"], &mut bytes)?;
/// assert_eq!(bytes, b"\"a, b\",'=1\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// When `out` cannot be written.
pub fn row(cells: &[&str], out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    cells.iter().for_each(|cell| crate::cells::text(&mut bytes, cell));
    bytes.pop();
    bytes.push(b'\n');
    out.write_all(&bytes)
}
