//! A comparison as markdown, for a pull request or a page.

use std::io::{self, Write};

use costmodel_core::scenario::Scenario;

use super::{Compared, rows};
use crate::markdown::escaped;

/// Writes what [`super::table()`] shows as markdown tables.
///
/// # Errors
/// When `out` cannot be written.
pub fn markdown(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = compared.places();
    writeln!(out, "# {}\n", escaped(&compared.heading()))?;
    row(out, ["", "low", "expected", "high", "difference"])?;
    writeln!(out, "| --- | ---: | ---: | ---: | ---: |")?;
    for (at, side) in compared.sides.iter().enumerate() {
        let mut cells = vec![side.name.clone()];
        cells.extend(side.totals.iter().map(|total| places.total(total)));
        let comparison = at.checked_sub(1).and_then(|at| compared.comparisons.get(at));
        let [_, expected, _] = match comparison {
            Some(comparison) => comparison.total.each_ref().map(|change| rows::difference(places, change)),
            None => ["base"; 3].map(str::to_owned),
        };
        cells.push(expected);
        row(out, cells.iter().map(String::as_str))?;
    }
    writeln!(out)?;
    for line in compared.cheapest() {
        writeln!(out, "- {}", escaped(&line))?;
    }
    let base = compared.sides.first().filter(|_| compared.is_detailed());
    for (other, comparison) in
        base.into_iter().flat_map(|_| compared.sides.iter().skip(1)).zip(compared.comparisons)
    {
        let against = base.map_or("", |base| base.name.as_str());
        writeln!(out, "\n## {} against {}\n", escaped(&other.name), escaped(against))?;
        row(out, ["why"].into_iter().chain(Scenario::ALL.map(Scenario::name)))?;
        writeln!(out, "| --- | ---: | ---: | ---: |")?;
        for cause in rows::causes(&comparison.total) {
            let mut cells = vec![format!("{}: {}", cause.name(), cause.meaning())];
            cells
                .extend(comparison.total.iter().map(|change| rows::signed(places, change.causes.get(cause))));
            row(out, cells.iter().map(String::as_str))?;
        }
        let mut cells = vec!["difference".to_owned()];
        cells.extend(comparison.total.iter().map(|change| rows::difference(places, change)));
        row(out, cells.iter().map(String::as_str))?;
        writeln!(out)?;
        row(out, ["component, expected", "base", "this", "difference", "mostly"])?;
        writeln!(out, "| --- | ---: | ---: | ---: | --- |")?;
        for (name, change) in rows::components(comparison.components()) {
            let mostly = change.causes.main().map_or("", |cause| cause.name());
            let figures = [
                places.total(&change.base),
                places.total(&change.other),
                rows::difference(places, &change),
                mostly.to_owned(),
            ];
            row(out, [name.as_str()].into_iter().chain(figures.iter().map(String::as_str)))?;
        }
    }
    writeln!(out)?;
    for line in compared.basis() {
        writeln!(out, "- {}", escaped(&line))?;
    }
    out.flush()
}

fn row<'t>(out: &mut dyn Write, cells: impl IntoIterator<Item = &'t str>) -> io::Result<()> {
    for cell in cells {
        write!(out, "| {} ", escaped(cell))?;
    }
    writeln!(out, "|")
}
