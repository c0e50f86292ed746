//! The folder that refreshed prices are kept in: tables in the layout of the book, laid over it by `--prices`.
//!
//! It holds what differs from the book and what is new. Beside the tables stand `sources.csv` (where and when a
//! price was seen), `history/…` (what a price was before), `confirmed.csv` (when the prices of a table were last
//! seen unchanged) and `.feeds.csv` (what servers said of their documents, so that they are asked only for what
//! has changed).

mod adapt;
mod diff;
mod plan;
mod record;
mod spot;
mod table;
mod write;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use costmodel_core::book::PriceBook;
use costmodel_pricebook::{Overlaid, Problem};

pub use diff::{Change, Kind};
pub use plan::{Plan, Seen, plan, unchanged};
pub use write::write;

/// More bytes of tables than this were not put there by an update.
const MOST_BYTES: u64 = 1 << 30;
/// What servers said of their documents.
const STATE: &str = ".feeds.csv";
/// How a file is called that is not part of the tables while it is written.
const UNFINISHED: &str = ".costmodel-update-";

/// The folder as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Every file by its path from the folder, with `/` between the parts.
    pub files: BTreeMap<String, String>,
}

impl Shelf {
    /// Reads a folder; one that is not there is empty.
    ///
    /// # Errors
    /// When something in it cannot be read as text.
    pub fn load(folder: &Path) -> Result<Shelf, String> {
        let mut shelf = Shelf::default();
        let mut left = MOST_BYTES;
        let mut folders: Vec<(PathBuf, String)> = vec![(folder.to_owned(), String::new())];
        if !folder.exists() {
            return Ok(shelf);
        }
        while let Some((at, prefix)) = folders.pop() {
            let unread = |error: std::io::Error| format!("cannot read {}: {error}", at.display());
            for entry in fs::read_dir(&at).map_err(unread)? {
                let entry = entry.map_err(unread)?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = entry.path();
                let kind = entry.file_type().map_err(unread)?;
                if name.starts_with('.') && !(prefix.is_empty() && name == STATE) {
                    return Err(format!(
                        "{} holds {prefix}{name}, which is no price table: an update replaces the whole folder; \
                         choose one of its own",
                        folder.display()
                    ));
                }
                if prefix.is_empty() && name == "contract.csv" {
                    return Err(format!(
                        "{} holds a contract: keep that in a folder of its own, so that the list is compared with \
                         the list",
                        folder.display()
                    ));
                }
                if kind.is_symlink() {
                    return Err(format!("{} is a link; an update replaces the whole folder", path.display()));
                }
                if kind.is_dir() {
                    folders.push((path, format!("{prefix}{name}/")));
                    continue;
                }
                left = left
                    .checked_sub(entry.metadata().map_err(unread)?.len())
                    .ok_or_else(|| format!("{} holds more than a price book", folder.display()))?;
                let text = fs::read_to_string(&path)
                    .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
                shelf.files.insert(format!("{prefix}{name}"), text);
            }
        }
        Ok(shelf)
    }

    /// A book with the tables of the folder laid over it.
    ///
    /// # Errors
    /// Everything that is wrong with the tables.
    pub fn over(&self, book: PriceBook) -> Result<PriceBook, Vec<Problem>> {
        let tables: Vec<(&str, &str)> = self
            .files
            .iter()
            .filter(|(path, _)| path.as_str() != STATE)
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        if tables.is_empty() {
            return Ok(book);
        }
        costmodel_pricebook::overlay(book, LAYER, &tables).map(|Overlaid { book, .. }| book)
    }

    /// What a server said of a document the last time: its validators.
    #[must_use]
    pub fn validators(&self, source: &str) -> Option<Validators> {
        state(self.files.get(STATE)?).remove(source)
    }

    fn remember(&mut self, source: &str, validators: Option<&Validators>) {
        let mut known = self.files.get(STATE).map_or_else(BTreeMap::new, |text| state(text));
        match validators.filter(|v| v.etag.is_some() || v.last_modified.is_some()) {
            Some(validators) => drop(known.insert(source.to_owned(), validators.clone())),
            None => drop(known.remove(source)),
        }
        if known.is_empty() {
            self.files.remove(STATE);
            return;
        }
        let mut text = format!("{STATE_HEADER}\n");
        for (source, v) in known {
            let cells = [
                source.as_str(),
                v.etag.as_deref().unwrap_or(""),
                v.last_modified.as_deref().unwrap_or(""),
                &v.reader,
            ];
            text.push_str(&csv_line(&cells));
        }
        self.files.insert(STATE.to_owned(), text);
    }
}

/// What the layer of the folder is called while prices are compared.
const LAYER: &str = "refreshed";
const STATE_HEADER: &str = "source,etag,last_modified,reader";

/// What a server said of a document, to be asked whether it has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
    /// Which names the document was read with: a document that was read with others is read again.
    pub reader: String,
}

fn state(text: &str) -> BTreeMap<String, Validators> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let rows = reader.records().flatten().filter_map(|record| {
        let [source, etag, last_modified, reader] = record.iter().collect::<Vec<_>>()[..] else {
            return None;
        };
        let validators =
            Validators { etag: some(etag), last_modified: some(last_modified), reader: reader.to_owned() };
        Some((source.to_owned(), validators))
    });
    rows.collect()
}

/// A line of a CSV file.
fn csv_line(cells: &[&str]) -> String {
    let quoted = cells.iter().map(|cell| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"").replace(['\n', '\r'], " ")),
        false => (*cell).to_owned(),
    });
    quoted.collect::<Vec<_>>().join(",") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validators_are_kept_beside_the_tables() {
        let mut shelf = Shelf::default();
        let validators =
            Validators { etag: Some("\"a,b\"".to_owned()), last_modified: None, reader: "1".to_owned() };
        shelf.remember("litellm", Some(&validators));
        assert_eq!(shelf.validators("litellm"), Some(validators));
        assert_eq!(shelf.validators("other"), None);
        shelf.remember("litellm", None);
        assert!(shelf.files.is_empty());
    }

    #[test]
    fn a_folder_with_something_else_in_it_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        assert!(Shelf::load(folder.path()).unwrap_err().contains(".git"));
        assert_eq!(Shelf::load(&folder.path().join("none")), Ok(Shelf::default()));
    }
}
