//! Month totals by component.

use std::io::{self, Write};

use costmodel_core::totals::{Total, category};

use crate::Report;
use crate::cells::{self, Rows};

/// The header of the month file.
pub const MONTHS_HEADER: &str = "scenario,month,component,category,list_cost,contracted_cost,billed_cost,\
effective_cost,currency,wholeness,unpriced";

/// Writes month totals: by scenario, month and component, in the order of the file. A component without a
/// charge in a month has no row; `unpriced` counts charges without a price, and `wholeness` says what that
/// makes of the sum (`whole` or `floor`).
///
/// # Errors
/// When `out` cannot be written.
pub fn months(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let model = report.model;
    let mut rows = Rows::new(out);
    cells::plain(rows.row(), MONTHS_HEADER);
    rows.end()?;
    for charges in report.charges.chunk_by(|a, b| (a.scenario, a.month) == (b.scenario, b.month)) {
        let Some(first) = charges.first().filter(|charge| report.shows(charge.scenario)) else { continue };
        let mut totals = vec![Total::default(); model.components.len()];
        for charge in charges {
            let line = model.lines.get(charge.line as usize);
            if let Some(total) = line.and_then(|line| totals.get_mut(usize::from(line.component))) {
                total.add(charge);
            }
        }
        let month = model.start.plus(first.month);
        for (component, total) in model.components.iter().zip(&totals).filter(|(_, total)| total.charges > 0)
        {
            let row = rows.row();
            cells::plain(row, first.scenario.name());
            cells::shown(row, month);
            cells::text(row, &component.name);
            cells::plain(row, category(component.kind));
            costs(row, total);
            cells::text(row, &model.currency);
            cells::plain(row, total.wholeness().name());
            cells::shown(row, total.unpriced);
            rows.end()?;
        }
    }
    rows.finish()
}

/// The four costs of a total.
pub(super) fn costs(row: &mut Vec<u8>, total: &Total) {
    let costs = total.costs;
    for money in [costs.list, costs.contracted, costs.billed, costs.effective] {
        cells::money(row, money);
    }
}
