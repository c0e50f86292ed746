//! A comparison at a glance: 80 columns, no colour needed.

use std::io::{self, Write};

use costmodel_core::compare::{Change, Comparison};
use costmodel_core::scenario::Scenario;

use super::{Compared, Side, rows};
use crate::figures::Places;
use crate::table::{WIDTH, fitted, wrapped};

/// The least and the largest width of a name.
const NAME: (usize, usize) = (14, 34);

/// Writes the totals of all sides with which is cheapest, and for a few sides why each differs from the base, by
/// cause and by component. `>=` marks a figure that is at least so much, `<=` one that is at most so much, `?`
/// one that lacks prices on both sides.
///
/// # Errors
/// When `out` cannot be written.
pub fn table(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = compared.places();
    wrapped(out, &compared.heading(), "")?;
    writeln!(out)?;
    let figures: Vec<Vec<String>> = compared.sides.iter().map(|side| totals(places, side)).collect();
    let against = |change: &Change| rows::difference(places, change);
    let differences: Vec<String> =
        compared.comparisons.iter().map(|comparison| against(expected(&comparison.total))).collect();
    let columns = Columns::of(&figures, &differences);
    columns.row(out, "", ["low", "expected", "high", "difference"])?;
    for (at, (side, figures)) in compared.sides.iter().zip(&figures).enumerate() {
        let difference = at.checked_sub(1).and_then(|at| differences.get(at)).map_or("base", String::as_str);
        columns.row(out, &side.name, figures.iter().map(String::as_str).chain([difference]))?;
    }
    writeln!(out)?;
    for line in compared.cheapest() {
        wrapped(out, &line, "")?;
    }
    if let Some(base) = compared.sides.first().filter(|_| compared.is_detailed()) {
        for (other, comparison) in compared.sides.iter().skip(1).zip(compared.comparisons) {
            why(out, places, base, other, comparison)?;
        }
    }
    writeln!(out)?;
    for line in compared.basis() {
        wrapped(out, &line, "")?;
    }
    out.flush()
}

fn totals(places: Places, side: &Side) -> Vec<String> {
    side.totals.iter().map(|total| places.total(total)).collect()
}

fn expected(changes: &[Change; 3]) -> &Change {
    let [_, expected, _] = changes;
    expected
}

/// Why one side differs from the base.
fn why(
    out: &mut dyn Write,
    places: Places,
    base: &Side,
    other: &Side,
    comparison: &Comparison,
) -> io::Result<()> {
    writeln!(out)?;
    wrapped(out, &format!("{} against {}", other.name, base.name), "")?;
    let mut table: Vec<(String, Vec<String>)> = Vec::new();
    for cause in rows::causes(&comparison.total) {
        let amounts = comparison.total.iter().map(|change| rows::signed(places, change.causes.get(cause)));
        table.push((cause.name().to_owned(), amounts.collect()));
    }
    let all = comparison.total.iter().map(|change| rows::difference(places, change)).collect();
    table.push(("difference".to_owned(), all));
    let figures: Vec<Vec<String>> = table.iter().map(|(_, figures)| figures.clone()).collect();
    let columns = Columns::of(&figures, &[]);
    columns.row(out, "why", Scenario::ALL.map(Scenario::name))?;
    for (name, figures) in &table {
        columns.row(out, name, figures.iter().map(String::as_str))?;
    }
    let components = rows::components(comparison.components());
    let figures: Vec<Vec<String>> = components
        .iter()
        .map(|(_, change)| {
            vec![
                places.total(&change.base),
                places.total(&change.other),
                rows::difference(places, change),
                change.causes.main().map_or("", |cause| cause.name()).to_owned(),
            ]
        })
        .collect();
    let columns = Columns::of(&figures, &[]);
    columns.row(out, "component, expected", ["base", "this", "difference", "mostly"])?;
    for ((name, _), figures) in components.iter().zip(&figures) {
        columns.row(out, name, figures.iter().map(String::as_str))?;
    }
    Ok(())
}

/// The widths of the columns.
struct Columns {
    name: usize,
    figures: Vec<usize>,
}

impl Columns {
    fn of(rows: &[Vec<String>], last: &[String]) -> Columns {
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut figures: Vec<usize> = (0..count)
            .map(|at| rows.iter().filter_map(|row| row.get(at)).map(String::len).max().unwrap_or(0))
            .map(|width| width.max("difference".len()) + 2)
            .collect();
        if !last.is_empty() {
            let width = last.iter().map(String::len).max().unwrap_or(0);
            figures.push(width.max("difference".len()) + 2);
        }
        let left = WIDTH.saturating_sub(figures.iter().sum());
        Columns { name: left.clamp(NAME.0, NAME.1), figures }
    }

    fn row<'t>(
        &self,
        out: &mut dyn Write,
        name: &str,
        cells: impl IntoIterator<Item = &'t str>,
    ) -> io::Result<()> {
        let mut line = format!("{:<width$}", fitted(name, self.name), width = self.name);
        for (cell, width) in cells.into_iter().zip(&self.figures) {
            line.push_str(&format!("{cell:>width$}"));
        }
        writeln!(out, "{}", line.trim_end())
    }
}
