//! A table cut into numbered lines, and what can be said of any table's text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::place::{self, FactTable, Place};
use crate::problem::Problem;
use crate::wide;

/// A table as lines, each with its number.
#[derive(Clone, Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) path: &'a str,
    pub(crate) place: Place,
    pub(crate) text: Cow<'a, str>,
    pub(crate) header: &'a str,
    pub(crate) rows: Vec<(usize, &'a str)>,
}

impl<'a> Sheet<'a> {
    /// Cuts a table; `None` when nothing is known to stand at its path.
    pub(crate) fn cut(path: &'a str, text: &'a str) -> Option<Sheet<'a>> {
        let place = place::of(path)?;
        let clean = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = clean.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        let header = lines.next().unwrap_or("");
        let rows = (2..).zip(lines).filter(|(_, line)| !line.trim().is_empty()).collect();
        Some(Sheet { path, place, text: Cow::Borrowed(clean), header, rows })
    }

    /// The cells of a row, or what is wrong when there are not as many as the header has.
    pub(crate) fn cells(&self, line: usize, row: &'a str) -> Result<Vec<&'a str>, Problem> {
        let cells: Vec<&str> = row.split(',').collect();
        let columns = self.header.split(',').count();
        if cells.len() == columns {
            return Ok(cells);
        }
        let message = format!("{} cells instead of {columns}", cells.len());
        Err(Problem::error(self.path, line, message, "no cell holds a comma; write `;` in notes"))
    }

    /// Cells are not quoted: the reader cuts rows at every comma.
    pub(crate) fn quotes(&self, problems: &mut Vec<Problem>) {
        let quoted = self.rows.iter().filter(|(_, row)| row.contains('"'));
        problems.extend(quoted.map(|(line, _)| {
            Problem::error(
                self.path,
                *line,
                "a cell is quoted",
                "drop the quotes; write `;` for a comma in a note",
            )
        }));
    }

    /// What committed tables must hold to, beside what can be read: LF, no blanks, sorted.
    pub(crate) fn form(&self, original: &str, problems: &mut Vec<Problem>) {
        let mut whole =
            |message: &str, hint: &str| problems.push(Problem::error(self.path, 0, message, hint));
        if original.starts_with('\u{feff}') {
            whole("the file begins with a byte order mark", "save it as plain UTF-8");
        }
        if original.contains('\r') {
            whole("lines end with CR LF", "save it with LF");
        }
        if !original.ends_with('\n') {
            whole("the last line does not end", "end the file with LF");
        }
        let last = self.rows.last().map_or(1, |(line, _)| *line);
        if original.lines().count() != last || self.rows.len().saturating_add(1) != last {
            whole("there are blank lines", "delete them");
        }
        for pair in self.rows.windows(2) {
            let [(_, before), (line, row)] = pair else { continue };
            if self.key(before) > self.key(row) {
                let message = format!("the row is not in order: `{}`", self.key(row).join(" ").trim_end());
                problems.push(Problem::error(
                    self.path,
                    *line,
                    message,
                    "sort rows bytewise by the columns that name them",
                ));
            }
        }
    }

    /// No two rows with the same key.
    pub(crate) fn unique(&self, problems: &mut Vec<Problem>) {
        let mut seen = BTreeMap::new();
        for (line, row) in &self.rows {
            let key = self.key(row);
            let name = key.join(" ").trim_end().to_owned();
            if let Some(first) = seen.insert(key, *line) {
                let message = format!("`{name}` is given twice, first on line {first}");
                problems.push(Problem::error(self.path, *line, message, "keep one row for each start date"));
            }
        }
    }

    /// The text with its rows in order, as the binary search of a shard needs them.
    pub(crate) fn sorted(&self) -> String {
        if self.place == Place::Sources {
            return self.text.clone().into_owned();
        }
        let mut rows: Vec<&str> = self.rows.iter().map(|(_, row)| *row).collect();
        rows.sort_by_cached_key(|row| self.key(row));
        rows.insert(0, self.header);
        rows.join("\n") + "\n"
    }

    /// The cells that make a row of this table unique, in the order rows are sorted by.
    fn key(&self, row: &'a str) -> Vec<&'a str> {
        let at: &[usize] = match self.place {
            Place::Rates(_) | Place::History(_) if !wide::is_wide(self.header) => &[0, 1, 8],
            Place::Rates(_) | Place::History(_) | Place::SourceSets(..) => &[0, 1],
            Place::Interruptions(..) | Place::Sustained(..) | Place::Provisioned(_) => &[0, 1],
            Place::Facts(FactTable::Throughput) => return row.split(',').collect(),
            Place::Aliases(_) | Place::Confirmed => &[0, 2],
            Place::Classes(_) => &[0, 1, 2],
            Place::Sources | Place::Skus(..) | Place::Facts(FactTable::Sources) => &[0],
        };
        let cells: Vec<&str> = row.split(',').collect();
        at.iter().filter_map(|&at| cells.get(at).copied()).collect()
    }
}
