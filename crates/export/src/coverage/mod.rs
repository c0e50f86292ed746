//! Kind by place, as a table for people, as CSV and as JSON. Each takes the kinds of one place after the other.

use std::io::{self, Write};

use costmodel_core::coverage::{KindCoverage, State};
use serde::Serialize;

use crate::cells::{self, Rows};

mod table;

pub use table::table;

/// The header of the CSV.
pub const HEADER: &str =
    "placement,kind,state,line,provider,service,region,sku,meter,line_state,price_as_of,missing";

/// Writes a row for each line of each kind and place; where a kind makes no lines, a row that says why. `state`
/// is the kind's, `line_state` the line's.
///
/// # Errors
/// When `out` cannot be written.
pub fn csv(kinds: &[KindCoverage], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Rows::new(out);
    cells::plain(rows.row(), HEADER);
    rows.end()?;
    for kind in kinds {
        for line in &kind.lines {
            let row = head(&mut rows, kind);
            let key = &line.key;
            for cell in [&line.line, &key.provider, &key.service, &key.region, &key.sku, &key.meter] {
                cells::text(row, cell);
            }
            cells::plain(row, line.state.name());
            cells::plain(row, &line.as_of.map_or_else(String::new, |day| day.to_string()));
            cells::text(row, &line.why);
            rows.end()?;
        }
        for why in &kind.not_lowered {
            let row = head(&mut rows, kind);
            row.extend_from_slice(b",,,,,,hole,,");
            cells::text(row, why);
            rows.end()?;
        }
    }
    rows.finish()
}

fn head<'r>(rows: &'r mut Rows<'_>, kind: &KindCoverage) -> &'r mut Vec<u8> {
    let row = rows.row();
    cells::text(row, &kind.at);
    cells::plain(row, kind.kind);
    cells::plain(row, kind.state().name());
    row
}

/// Writes the kinds with their lines as JSON.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(kinds: &[KindCoverage], out: &mut dyn Write) -> io::Result<()> {
    let told: Vec<Told<'_>> = kinds.iter().map(Told::of).collect();
    serde_json::to_writer_pretty(&mut *out, &told).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()
}

#[derive(Serialize)]
struct Told<'k> {
    placement: &'k str,
    kind: &'k str,
    state: &'k str,
    priced: usize,
    derived: usize,
    holes: usize,
    lines: Vec<Line<'k>>,
    not_lowered: &'k [String],
}

#[derive(Serialize)]
struct Line<'k> {
    line: &'k str,
    price: String,
    state: &'k str,
    #[serde(skip_serializing_if = "Option::is_none")]
    price_as_of: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    missing: &'k str,
}

impl<'k> Told<'k> {
    fn of(kind: &'k KindCoverage) -> Told<'k> {
        let lines = kind.lines.iter().map(|line| Line {
            line: &line.line,
            price: line.key.to_string(),
            state: line.state.name(),
            price_as_of: line.as_of.map(|day| day.to_string()),
            missing: &line.why,
        });
        Told {
            placement: &kind.at,
            kind: kind.kind,
            state: kind.state().name(),
            priced: kind.count(State::Priced),
            derived: kind.count(State::Derived),
            holes: kind.count(State::Hole),
            lines: lines.collect(),
            not_lowered: &kind.not_lowered,
        }
    }
}
