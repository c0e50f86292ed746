//! A comparison as CSV: a row for each side, scenario and component, or line.

use std::io::{self, Write};

use costmodel_core::book::Key;
use costmodel_core::compare::{Cause, Change};
use costmodel_core::scenario::Scenario;

use super::Compared;
use crate::cells::{self, Rows};

/// The header of the rows by component.
pub const COMPONENTS_HEADER: &str = "base,other,scenario,component,base_cost,base_wholeness,other_cost,\
other_wholeness,difference,difference_wholeness,quantity,price,mix,new,gone,unknown,currency";

/// The header of the rows by line.
pub const LINES_HEADER: &str = "base,other,scenario,component,kind,environment,placement,line,base_price,\
other_price,base_cost,base_wholeness,other_cost,other_wholeness,difference,difference_wholeness,quantity,price,\
mix,new,gone,unknown,currency";

/// Writes a row for each side, scenario and component: effective costs, and the difference by cause. The causes
/// of a row sum to its difference.
///
/// # Errors
/// When `out` cannot be written.
pub fn components(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Rows::new(out);
    cells::plain(rows.row(), COMPONENTS_HEADER);
    rows.end()?;
    for (at, comparison) in compared.comparisons.iter().enumerate() {
        let components = comparison.components();
        for scenario in Scenario::ALL {
            for (component, changes) in &components {
                let Some(change) = changes.get(scenario.index()) else { continue };
                let row = rows.row();
                sides(row, compared, at, scenario);
                cells::text(row, component);
                amounts(row, compared, change);
                rows.end()?;
            }
        }
    }
    rows.finish()
}

/// Writes a row for each side, scenario and line, with what each side buys.
///
/// # Errors
/// When `out` cannot be written.
pub fn lines(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Rows::new(out);
    cells::plain(rows.row(), LINES_HEADER);
    rows.end()?;
    for (at, comparison) in compared.comparisons.iter().enumerate() {
        for scenario in Scenario::ALL {
            for line in &comparison.lines {
                let Some(change) = line.changes.get(scenario.index()) else { continue };
                let row = rows.row();
                sides(row, compared, at, scenario);
                for cell in [&line.component, line.kind, &line.environment, &line.placement, &line.line] {
                    cells::text(row, cell);
                }
                for price in [&line.base, &line.other] {
                    cells::text(row, &price.as_ref().map(Key::to_string).unwrap_or_default());
                }
                amounts(row, compared, change);
                rows.end()?;
            }
        }
    }
    rows.finish()
}

fn sides(row: &mut Vec<u8>, compared: &Compared<'_>, at: usize, scenario: Scenario) {
    for side in [compared.sides.first(), compared.sides.get(at.saturating_add(1))] {
        cells::text(row, side.map_or("", |side| side.name.as_str()));
    }
    cells::plain(row, scenario.name());
}

fn amounts(row: &mut Vec<u8>, compared: &Compared<'_>, change: &Change) {
    for total in [&change.base, &change.other] {
        cells::money(row, total.costs.effective);
        cells::plain(row, total.wholeness().name());
    }
    cells::money(row, change.difference());
    cells::plain(row, change.wholeness().name());
    for cause in Cause::ALL {
        cells::money(row, change.causes.get(cause));
    }
    cells::text(row, compared.currency);
}
