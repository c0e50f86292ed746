//! Reading the raw facts: every `*.csv` of one folder and the facts kept beside this program,
//! cells by column name.

use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Facts kept beside this program, each found in public material with its date.
const KEPT: [(&str, &str); 7] = [
    ("tools/facts/support.csv", include_str!("../facts/support.csv")),
    ("tools/facts/aws-feed.csv", include_str!("../facts/aws-feed.csv")),
    ("tools/facts/found.csv", include_str!("../facts/found.csv")),
    ("tools/facts/azure-found.csv", include_str!("../facts/azure-found.csv")),
    ("tools/facts/gcp-catalog.csv", include_str!("../facts/gcp-catalog.csv")),
    ("tools/facts/gcp-found.csv", include_str!("../facts/gcp-found.csv")),
    ("tools/facts/gcp-pages.csv", include_str!("../facts/gcp-pages.csv")),
];

/// One row of one file. The id is what the ledger counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowId {
    pub file: usize,
    pub line: u64,
}

pub struct Facts {
    pub files: Vec<File>,
}

pub struct File {
    pub name: String,
    columns: BTreeMap<String, usize>,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub id: RowId,
    cells: csv::StringRecord,
}

impl Facts {
    pub fn read(folder: &Path) -> Result<Facts> {
        let in_folder = |e: std::io::Error| Error::new(format!("{}: {e}", folder.display()));
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(in_folder)? {
            let name = entry.map_err(in_folder)?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".csv") {
                names.push(name);
            }
        }
        names.sort();
        let mut files = Vec::new();
        for name in names {
            let path = folder.join(&name);
            let text =
                std::fs::read_to_string(&path).map_err(|e| Error::new(format!("{}: {e}", path.display())))?;
            files.push(File::read(files.len(), name, &text)?);
        }
        for (name, text) in KEPT {
            files.push(File::read(files.len(), name.to_owned(), text)?);
        }
        Ok(Facts { files })
    }

    pub fn file(&self, name: &str) -> Result<&File> {
        self.files
            .iter()
            .find(|f| f.name == name)
            .ok_or_else(|| Error::new(format!("no file {name} among the facts")))
    }

    /// `file:line`, for messages.
    pub fn place(&self, id: RowId) -> String {
        let name = self.files.get(id.file).map_or("?", |f| f.name.as_str());
        format!("{name}:{}", id.line)
    }
}

impl File {
    pub fn read(index: usize, name: String, text: &str) -> Result<File> {
        let broken = |e: csv::Error| Error::new(format!("{name}: {e}"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader
            .headers()
            .map_err(broken)?
            .iter()
            .enumerate()
            .map(|(i, column)| (column.to_owned(), i))
            .collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let cells = record.map_err(broken)?;
            let line = cells.position().map_or(0, csv::Position::line);
            rows.push(Row { id: RowId { file: index, line }, cells });
        }
        Ok(File { name, columns, rows })
    }

    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// The cell of a column, trimmed. A missing column is an error, an empty
    /// cell is an empty text.
    pub fn get<'a>(&self, row: &'a Row, column: &str) -> Result<&'a str> {
        self.columns
            .get(column)
            .and_then(|&i| row.cells.get(i))
            .map(str::trim)
            .ok_or_else(|| self.error(row, format!("no column {column}")))
    }

    pub fn error(&self, row: &Row, message: impl std::fmt::Display) -> Error {
        Error::at(&self.name, row.id.line, message)
    }
}
