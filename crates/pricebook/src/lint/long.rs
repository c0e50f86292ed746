//! Checks of long tables.

use super::Checks;
use super::sheet::Sheet;
use crate::cells::number;
use crate::long::{HEADER, LongRow};
use crate::similar::did_you_mean;

/// Everything wrong with the rows of a long table.
pub(crate) fn check(checks: &mut Checks<'_>, sheet: &Sheet<'_>) {
    if sheet.header != HEADER {
        checks.error(
            sheet,
            1,
            "the header is not that of a table of rates",
            format!("the first line is `{HEADER}`"),
        );
        return;
    }
    for &(line, row) in &sheet.rows {
        match LongRow::cut(row) {
            None => {
                if let Err(problem) = sheet.cells(line, row) {
                    checks.problems.push(problem);
                }
            }
            Some(row) => check_row(checks, sheet, line, &row),
        }
    }
    sheet.unique(&mut checks.problems);
}

fn check_row(checks: &mut Checks<'_>, sheet: &Sheet<'_>, line: usize, row: &LongRow<'_>) {
    for (name, cell) in [("sku", row.sku), ("meter", row.meter)] {
        if cell.is_empty() || cell.contains(char::is_whitespace) {
            checks.error(sheet, line, format!("{name} `{cell}` is not a name"), "write it without spaces");
        }
    }
    check_source(checks, sheet, line, row.src);
    if let (true, Some(number)) = (checks.committed_form, number::padded(row.price)) {
        checks.error(sheet, line, format!("price `{number}` has zeros to drop"), "write the shortest form");
    }
    match row.read() {
        Err(faults) => checks.problems.extend(faults.into_iter().map(|fault| fault.at(sheet.path, line))),
        Ok(terms) => {
            if checks.committed_form && terms.unit.to_string() != row.unit {
                let message = format!("unit `{}` is not in FOCUS spelling", row.unit);
                checks.error(sheet, line, message, format!("write `{}`", terms.unit));
            }
            checks.pools.add(sheet, line, &terms, &mut checks.problems);
        }
    }
}

/// A source id has to be known.
pub(super) fn check_source(checks: &mut Checks<'_>, sheet: &Sheet<'_>, line: usize, id: &str) {
    if checks.known.observed(id).is_none() {
        let hint = did_you_mean(id, checks.known.source_ids(), "add it to sources.csv as `id,as_of,source`");
        checks.error(sheet, line, format!("source `{id}` is unknown"), hint);
    }
}
