//! The tables on disk: sorted, without quotes, same bytes for the same facts.

use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub const LONG_HEADER: &str = "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note";

/// The folders this program owns: tables in them that are no longer made go.
const OWNED: [&str; 7] = ["aws", "azure", "gcp", "ai", "facts", "gpu", "saas"];

/// One price of a long-form shard. The order of fields is the order of cells.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LongRow {
    pub sku: String,
    pub meter: String,
    pub from: String,
    pub unit: String,
    pub mode: &'static str,
    pub price: String,
    pub minimum: String,
    pub free: String,
    pub scope: String,
    pub quality: &'static str,
    pub src: String,
    pub note: String,
}

impl LongRow {
    fn line(&self) -> String {
        [
            self.sku.as_str(),
            &self.meter,
            &self.unit,
            self.mode,
            &self.price,
            &self.minimum,
            &self.free,
            &self.scope,
            &self.from,
            self.quality,
            &self.src,
            &self.note,
        ]
        .join(",")
    }
}

#[derive(Default)]
pub struct Output {
    files: BTreeMap<String, String>,
    shards: BTreeMap<String, Vec<LongRow>>,
}

impl Output {
    /// A finished file, path relative to the data folder.
    pub fn put(&mut self, path: impl Into<String>, text: String) {
        self.files.insert(path.into(), text);
    }

    pub fn push(&mut self, path: impl Into<String>, row: LongRow) {
        self.shards.entry(path.into()).or_default().push(row);
    }

    pub fn shards(&self) -> impl Iterator<Item = (&str, &[LongRow])> {
        self.shards.iter().map(|(path, rows)| (path.as_str(), rows.as_slice()))
    }

    /// Makes the text of every shard, checked.
    pub fn render(&mut self) -> Result<()> {
        for (path, rows) in &self.shards {
            self.files.insert(path.clone(), shard(path, rows)?);
        }
        Ok(())
    }

    pub fn write(&self, folder: &Path) -> Result<()> {
        for (path, text) in &self.files {
            let target = folder.join(path);
            let failed = |e: std::io::Error| Error::new(format!("{}: {e}", target.display()));
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent).map_err(failed)?;
            }
            std::fs::write(&target, text).map_err(failed)?;
        }
        for owned in OWNED {
            self.remove_stale(folder, owned)?;
        }
        Ok(())
    }

    fn remove_stale(&self, folder: &Path, inside: &str) -> Result<()> {
        let path = folder.join(inside);
        let failed = |e: std::io::Error| Error::new(format!("{}: {e}", path.display()));
        if !path.is_dir() {
            return Ok(());
        }
        for entry in std::fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let relative = format!("{inside}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                self.remove_stale(folder, &relative)?;
            } else if relative.ends_with(".csv") && !self.files.contains_key(&relative) {
                std::fs::remove_file(entry.path()).map_err(failed)?;
            }
        }
        Ok(())
    }

    pub fn summary(&self) -> String {
        let bytes: usize = self.files.values().map(String::len).sum();
        let rows: usize = self.shards.values().map(Vec::len).sum();
        format!(
            "{} files of {bytes} bytes, of them {} tables of rates with {rows} rows",
            self.files.len(),
            self.shards.len()
        )
    }
}

/// One long-form shard, checked.
fn shard(path: &str, rows: &[LongRow]) -> Result<String> {
    let mut sorted: Vec<&LongRow> = rows.iter().collect();
    sorted.sort();
    let mut keys = BTreeSet::new();
    let mut lines = vec![LONG_HEADER.to_owned()];
    for row in sorted {
        if !keys.insert((&row.sku, &row.meter, &row.from)) {
            return Err(Error::new(format!(
                "{path}: two rows for {} {} from `{}`",
                row.sku, row.meter, row.from
            )));
        }
        lines.push(checked(path, row.line(), LONG_HEADER)?);
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// A line without quotes whose number of cells is the header's.
pub fn checked(path: &str, line: String, header: &str) -> Result<String> {
    let commas = |t: &str| t.matches(',').count();
    if commas(&line) != commas(header) || line.contains(['"', '\n', '\r']) {
        return Err(Error::new(format!("{path}: a cell holds a comma, quote or line break: {line}")));
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(sku: &str, from: &str) -> LongRow {
        LongRow { sku: sku.into(), meter: "m".into(), from: from.into(), ..LongRow::default() }
    }

    #[test]
    fn shards_are_sorted_and_unique() {
        let text = shard("p", &[row("b", ""), row("a", "2026-01-01"), row("a", "")]).unwrap();
        let skus: Vec<&str> = text.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
        assert_eq!(skus, ["a", "a", "b"]);
        assert!(shard("p", &[row("a", ""), row("a", "")]).is_err());
    }

    #[test]
    fn cells_hold_no_commas() {
        assert!(shard("p", &[row("a,b", "")]).is_err());
    }
}
