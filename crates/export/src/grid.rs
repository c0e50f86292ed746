//! Rows of text under a header, as CSV and as JSON: lists of prices.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::cells::{self, Rows};

/// Writes a header and rows as CSV, quoted and guarded.
///
/// ```
/// let mut bytes = Vec::new();
/// let rows = [vec!["a".to_owned(), "b, c".to_owned()], vec!["-a".to_owned(), "-1.5".to_owned()]];
/// costmodel_export::grid::csv(&["sku", "note"], &rows, &mut bytes)?;
/// assert_eq!(bytes, b"sku,note\na,\"b, c\"\n'-a,-1.5\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// When `out` cannot be written.
pub fn csv<R: AsRef<[String]>>(
    header: &[&str],
    rows: impl IntoIterator<Item = R>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut written = Rows::new(out);
    header.iter().for_each(|name| cells::plain(written.row(), name));
    written.end()?;
    for row in rows {
        for cell in row.as_ref() {
            match is_number(cell) {
                true => cells::plain(written.row(), cell),
                false => cells::text(written.row(), cell),
            }
        }
        written.end()?;
    }
    written.finish()
}

/// A number stays one, a minus in front of it too.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Writes rows as a JSON list of objects, one in a line; all cells are texts, so that no digit is lost, and an
/// empty cell, which says that nothing is known, is left out.
///
/// ```
/// let rows = [vec!["a".to_owned(), "0.10".to_owned()], vec!["b".to_owned(), String::new()]];
/// let mut bytes = Vec::new();
/// costmodel_export::grid::json(&["sku", "price"], &rows, &mut bytes)?;
/// assert_eq!(bytes, b"[\n{\"sku\":\"a\",\"price\":\"0.10\"},\n{\"sku\":\"b\"}\n]\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// When `out` cannot be written.
pub fn json<R: AsRef<[String]>>(
    header: &[&str],
    rows: impl IntoIterator<Item = R>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut before = "[\n";
    for row in rows {
        out.write_all(before.as_bytes())?;
        serde_json::to_writer(&mut *out, &One { header, row: row.as_ref() })?;
        before = ",\n";
    }
    out.write_all(if before == "[\n" { b"[]\n" } else { b"\n]\n" })?;
    out.flush()
}

struct One<'a> {
    header: &'a [&'a str],
    row: &'a [String],
}

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, cell) in self.header.iter().zip(self.row).filter(|(_, cell)| !cell.is_empty()) {
            object.serialize_entry(name, cell)?;
        }
        object.end()
    }
}
