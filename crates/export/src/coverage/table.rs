//! Kind by place at a glance.

use std::io::{self, Write};

use costmodel_core::coverage::{KindCoverage, State};

use crate::table::{WIDTH, wrapped};

/// The width of a kind's name.
const KIND: usize = 20;

/// Writes a grid of kinds by places, as many places side by side as fit, then what is missing at each.
///
/// # Errors
/// When `out` cannot be written.
pub fn table(kinds: &[KindCoverage], out: &mut dyn Write) -> io::Result<()> {
    let places: Vec<&[KindCoverage]> = kinds.chunk_by(|a, b| a.at == b.at).collect();
    let cells = kinds.iter().map(|kind| cell(kind).len().max(kind.at.len()));
    let width = cells.max().unwrap_or(0).saturating_add(2);
    let side_by_side = WIDTH.saturating_sub(KIND).checked_div(width).unwrap_or(1).max(1);
    for block in places.chunks(side_by_side) {
        grid(block, width, out)?;
        writeln!(out)?;
    }
    wrapped(
        out,
        "priced: lines with a price; derived: of these at derived or rounded prices; hole: lines without one. \
         Asked are the examples of each kind.",
        "",
    )?;
    for place in places {
        missing(place, out)?;
    }
    out.flush()
}

fn grid(places: &[&[KindCoverage]], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = places.first() else { return Ok(()) };
    let ats = places.iter().filter_map(|place| place.first()).map(|kind| kind.at.clone());
    row(out, "kind", ats, width)?;
    for (at, kind) in first.iter().enumerate() {
        row(out, kind.kind, places.iter().filter_map(|place| place.get(at)).map(cell), width)?;
    }
    let counts = places.iter().map(|place| {
        let of = |state| place.iter().filter(|kind| kind.state() == state).count();
        let [priced, derived, holes] = State::ALL.map(of);
        format!("{priced} + {derived}, {holes} {}", if holes == 1 { "hole" } else { "holes" })
    });
    row(out, "priced + derived", counts, width)
}

fn row(out: &mut dyn Write, name: &str, cells: impl Iterator<Item = String>, width: usize) -> io::Result<()> {
    let line = cells.fold(format!("{name:<KIND$}"), |line, cell| format!("{line}{cell:<width$}"));
    writeln!(out, "{}", line.trim_end())
}

/// `priced 5`, `derived 1 of 5`, `hole 2 of 5`.
fn cell(kind: &KindCoverage) -> String {
    let (state, all) = (kind.state(), kind.lines.len());
    match state {
        State::Priced => format!("priced {all}"),
        _ if all == 0 => state.name().to_owned(),
        _ => format!("{} {} of {all}", state.name(), kind.count(state)),
    }
}

/// The holes of a place, each with the prices it lacks.
fn missing(place: &[KindCoverage], out: &mut dyn Write) -> io::Result<()> {
    let holes = || place.iter().filter(|kind| kind.state() == State::Hole);
    let Some(first) = holes().next() else { return Ok(()) };
    writeln!(out, "\nmissing at {}", first.at)?;
    for kind in holes() {
        for missing in kind.missing() {
            wrapped(out, &format!("  {}: {missing}", kind.kind), "")?;
        }
    }
    Ok(())
}
