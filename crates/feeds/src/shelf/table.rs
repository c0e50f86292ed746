//! Long tables as rows by what names them: SKU, meter, first day.

use std::collections::BTreeMap;

use costmodel_pricebook::ROW_HEADER;

/// SKU, meter, first day; the first day is empty for an open start.
pub(super) type RowKey = (String, String, String);

/// The rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table(pub(super) BTreeMap<RowKey, String>);

/// Where the cells stand that an update reads or writes.
const FROM: usize = 8;
const SRC: usize = 10;
const NOTE: usize = 11;

impl Table {
    /// Reads a table; one that is not there is empty.
    pub(super) fn read(path: &str, text: Option<&String>) -> Result<Table, String> {
        let mut table = Table::default();
        let Some(text) = text else { return Ok(table) };
        let mut lines = text.lines();
        if lines.next() != Some(ROW_HEADER) {
            return Err(format!(
                "{path} is no table of rates: an update keeps its own; choose a folder for it"
            ));
        }
        for line in lines.filter(|line| !line.trim().is_empty()) {
            table.put(line.to_owned());
        }
        Ok(table)
    }

    /// Puts a row where its cells say; gives back the row that was there.
    pub(super) fn put(&mut self, row: String) -> Option<String> {
        let key = (cell(&row, 0).to_owned(), cell(&row, 1).to_owned(), cell(&row, FROM).to_owned());
        self.0.insert(key, row)
    }

    /// The table as text.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{ROW_HEADER}\n");
        for row in self.0.values() {
            text.push_str(row);
            text.push('\n');
        }
        text
    }
}

fn cell(row: &str, at: usize) -> &str {
    row.split(',').nth(at).unwrap_or("")
}

/// The id of the source of a row.
pub(super) fn src(row: &str) -> &str {
    cell(row, SRC)
}

/// The note of a row.
pub(super) fn note(row: &str) -> &str {
    cell(row, NOTE)
}

/// A row with another note.
pub(super) fn with_note(row: &str, note: &str) -> String {
    let cells: Vec<&str> =
        row.split(',').enumerate().map(|(at, cell)| if at == NOTE { note } else { cell }).collect();
    cells.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_as_it_was_read() {
        let text = format!(
            "{ROW_HEADER}\na,x,Hours,flat,1,,,,,exact,s,\na,x,Hours,flat,2,,,,2027-01-01,exact,s,n\n"
        );
        let table = Table::read("t", Some(&text)).unwrap();
        assert_eq!(table.0.len(), 2);
        assert_eq!(table.text(), text);
        assert!(Table::read("t", Some(&"sku,os,on_demand,src\n".to_owned())).is_err());
    }

    #[test]
    fn cells_are_found() {
        let row = "a,x,Hours,flat,1,,,,,exact,s,n";
        assert_eq!((src(row), note(row)), ("s", "n"));
        assert_eq!(with_note(row, "m"), "a,x,Hours,flat,1,,,,,exact,s,m");
    }
}
