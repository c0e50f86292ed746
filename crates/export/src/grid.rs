//! Rows of text under a header, as CSV and as JSON: lists of prices.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::cells::{self, Rows};

/// Writes a header and rows as CSV, quoted and guarded.
///
/// ```
/// let mut bytes = Vec::new();
/// let rows = [vec!["a".into(), "b, c".into()], vec!["-a".into(), "-1.5".into()]];
/// costmodel_export::grid::csv(&["sku", "note"], &rows, &mut bytes)?;
/// assert_eq!(bytes, b"sku,note\na,\"b, c\"\n'-a,-1.5\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// When `out` cannot be written.
pub fn csv(header: &[&str], rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    let mut written = Rows::new(out);
    header.iter().for_each(|name| cells::plain(written.row(), name));
    written.end()?;
    for row in rows {
        for cell in row {
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

/// Writes rows as a JSON list of objects; all cells are texts, so that no digit is lost, and an empty cell, which
/// says that nothing is known, is left out.
///
/// ```
/// let mut bytes = Vec::new();
/// costmodel_export::grid::json(&["sku", "price"], &[vec!["a".into(), "0.10".into()], vec!["b".into(), "".into()]], &mut bytes)?;
/// assert_eq!(bytes, b"[{\"sku\":\"a\",\"price\":\"0.10\"},{\"sku\":\"b\"}]\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// When `out` cannot be written.
pub fn json(header: &[&str], rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &All { header, rows })?;
    out.write_all(b"\n")
}

struct All<'a> {
    header: &'a [&'a str],
    rows: &'a [Vec<String>],
}

struct One<'a> {
    header: &'a [&'a str],
    row: &'a [String],
}

impl Serialize for All<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.rows.len()))?;
        for row in self.rows {
            list.serialize_element(&One { header: self.header, row })?;
        }
        list.end()
    }
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
