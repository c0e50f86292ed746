//! Scenario totals, with all that says how far to trust them.

use std::io::{self, Write};

use costmodel_core::totals;

use super::months::costs;
use crate::Report;
use crate::cells::{self, Rows};

/// The header of the scenario file.
pub const SCENARIOS_HEADER: &str = "scenario,workload,first_month,last_month,months,list_cost,contracted_cost,\
billed_cost,effective_cost,currency,wholeness,unpriced,lines_priced,lines_derived,lines_assumed,lines_unpriced,\
book_date,book_hash,prices_known_on,free_tier,hours";

/// Writes one row per scenario: its costs over the horizon, whether they are whole, the price book they stand
/// on, and how many lines are priced, at derived prices, assumed and unpriced.
///
/// # Errors
/// When `out` cannot be written.
pub fn scenarios(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let model = report.model;
    let totals = totals::scenarios(model, report.charges);
    let coverage = totals::coverage(model, report.charges);
    let mut rows = Rows::new(out);
    cells::plain(rows.row(), SCENARIOS_HEADER);
    rows.end()?;
    for scenario in report.scenarios() {
        let Some(total) = totals.get(scenario.index()) else { continue };
        let row = rows.row();
        cells::plain(row, scenario.name());
        cells::text(row, &model.name);
        cells::shown(row, model.start);
        cells::shown(row, report.last());
        cells::shown(row, model.months);
        costs(row, total);
        cells::text(row, &model.currency);
        cells::plain(row, total.wholeness().name());
        cells::shown(row, total.unpriced);
        for count in [coverage.priced, coverage.derived, coverage.assumed] {
            cells::shown(row, count);
        }
        cells::shown(row, coverage.lacking);
        cells::shown(row, report.book_date);
        cells::text(row, report.book_hash);
        cells::shown(row, model.known_on);
        cells::plain(row, report.free_tiers());
        cells::plain(row, report.hours());
        rows.end()?;
    }
    rows.finish()
}
