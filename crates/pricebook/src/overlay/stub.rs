//! Rows of a price file that wait for their price.

use std::io::{self, Write};

use costmodel_core::book::{Key, PriceBook};
use costmodel_core::unit::Unit;

use super::file::FILE_HEADER;
use super::matching::NEW;

/// A row of a price file without its price, day and source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stub {
    /// The price that is missing.
    pub key: Key,
    /// In what it is counted.
    pub unit: Unit,
    /// How it is likely stated: `flat`, `graduated`, `volume` or `block`.
    pub mode: &'static str,
    /// What needs it.
    pub note: String,
}

impl Stub {
    /// A stub for a price. Unit and mode are those the book has for the same meter elsewhere: of the SKU in
    /// another region, else of another SKU; where it knows none, the price is flat, per `unit`, and per GiB
    /// where that is bytes.
    ///
    /// `None` when the key cannot be written down: a part of it is empty or no name.
    #[must_use]
    pub fn of(book: &PriceBook, key: &Key, unit: &Unit, note: &str) -> Option<Stub> {
        let parts = [&key.provider, &key.service, &key.region, &key.sku, &key.meter];
        if !parts.into_iter().all(|part| is_name(part)) {
            return None;
        }
        let (unit, mode) = elsewhere(book, key, unit).unwrap_or_else(|| (sold_by(unit), "flat"));
        Some(Stub { key: key.clone(), unit, mode, note: note.to_owned() })
    }
}

/// Whether a table can hold it, and a spreadsheet does not take it for a formula.
fn is_name(part: &str) -> bool {
    !part.is_empty()
        && !part.starts_with(['=', '+', '-', '@'])
        && !part.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '"'))
}

/// Unit and mode of the same meter elsewhere in the book, where it counts the same.
fn elsewhere(book: &PriceBook, key: &Key, unit: &Unit) -> Option<(Unit, &'static str)> {
    let Key { provider, service, meter, .. } = key;
    let tables = || book.tables().into_iter().filter(|table| table.0 == *provider && table.1 == *service);
    let found = |region: &str, sku: &str| {
        let rates = book.find(&Key::new(provider, service, region, sku, meter), book.date).ok()?;
        let rate = rates.last()?;
        rate.unit.converts_to(unit).then(|| (rate.unit.clone(), rate.schedule.name()))
    };
    let same_sku = || tables().find_map(|table| found(&table.2, &key.sku));
    let same_meter = || {
        tables().find_map(|table| {
            book.skus(provider, service, &table.2).into_iter().find_map(|sku| found(&table.2, sku))
        })
    };
    let known = same_sku().or_else(same_meter)?;
    // A term is no mode of a row.
    crate::cells::price::MODES.contains(&known.1).then_some(known)
}

/// What vendors sell bytes by: GiB. Anything else is as it is.
fn sold_by(unit: &Unit) -> Unit {
    let text = unit.to_string();
    let gib = text.strip_prefix('B').filter(|rest| rest.is_empty() || rest.starts_with('-'));
    gib.and_then(|rest| format!("GiB{rest}").parse().ok()).unwrap_or_else(|| unit.clone())
}

/// Writes stubs as a price file, which [`super::overlay_file`] takes once prices are filled in.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_stubs(stubs: &[Stub], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{FILE_HEADER}")?;
    for Stub { key, unit, mode, note } in stubs {
        let Key { provider, service, region, sku, meter } = key;
        let note: String = note.chars().map(plain).collect();
        writeln!(out, "{provider},{service},{region},{sku},{meter},{unit},{mode},,,,,,exact,,,{NEW} {note}")?;
    }
    out.flush()
}

/// A character of a note as a cell of a table can hold it.
fn plain(c: char) -> char {
    match c {
        ',' => ';',
        '"' => '\'',
        c if c.is_control() => ' ',
        c => c,
    }
}
