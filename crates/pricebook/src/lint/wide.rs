//! Checks of wide tables.

use costmodel_core::num::{Quantity, UnitPrice};
use costmodel_core::rate::Schedule;

use super::Checks;
use super::known::is_price_column;
use super::long::check_source;
use super::sheet::Sheet;
use crate::cells::number;
use crate::cells::wide_price::{Paid, WidePrice, term_hours};
use crate::place::Place;
use crate::similar::did_you_mean;
use crate::wide;

/// Everything wrong with the rows of a wide table.
pub(crate) fn check(checks: &mut Checks<'_>, sheet: &Sheet<'_>) {
    let before = checks.problems.len();
    check_header(checks, sheet);
    if checks.problems.len() > before {
        return;
    }
    for &(line, row) in &sheet.rows {
        match sheet.cells(line, row) {
            Err(problem) => checks.problems.push(problem),
            Ok(cells) => check_row(checks, sheet, line, row, &cells),
        }
    }
    sheet.unique(&mut checks.problems);
}

/// `sku,os`, price columns in their order, `src`.
fn check_header(checks: &mut Checks<'_>, sheet: &Sheet<'_>) {
    let columns: Vec<&str> = sheet.header.split(',').collect();
    let prices = match columns.as_slice() {
        ["sku", "os", prices @ .., "src"] => prices,
        _ => {
            let hint = "the first line is `sku,os,on_demand,…,src`";
            checks.error(sheet, 1, "the header is not that of a table of machine prices", hint);
            return;
        }
    };
    let known = wide::price_columns();
    for column in prices.iter().filter(|column| !is_price_column(column)) {
        let hint = did_you_mean(
            column,
            known.iter().map(String::as_str),
            "`on_demand`, `spot`, `reserved_1y_no_upfront`, …",
        );
        checks.error(sheet, 1, format!("price column `{column}` is unknown"), hint);
    }
    let order: Vec<usize> =
        prices.iter().filter_map(|column| known.iter().position(|k| k == column)).collect();
    if !order.is_sorted_by(|a, b| a < b) {
        checks.error(sheet, 1, "price columns are not in order", format!("the order is {}", known.join(",")));
    }
}

fn check_row(checks: &mut Checks<'_>, sheet: &Sheet<'_>, line: usize, row: &str, cells: &[&str]) {
    let (Some(sku), Some(os), Some(set)) = (cells.first(), cells.get(1), cells.last()) else { return };
    let (Place::Rates((provider, service, _)) | Place::History((provider, service, _))) = &sheet.place else {
        return;
    };
    if sku.is_empty() || (!os.is_empty() && os.split('/').any(str::is_empty)) {
        let hint = "write for example `m7i.large,linux` or `db.m7g.large,postgresql/single-az`";
        checks.error(sheet, line, "sku or os is not a name", hint);
    }
    if os.is_empty() && sheet.rows.iter().any(|(_, row)| row.strip_prefix(sku).is_some_and(is_linux)) {
        checks.error(
            sheet,
            line,
            format!("`{sku}` has an empty os and linux"),
            "both have the same meters; name one",
        );
    }
    if !checks.known.is_shaped(provider, service, sku) {
        let hint = "add its virtual CPUs and memory there";
        checks.error(sheet, line, format!("machine type `{sku}` is not in skus.csv"), hint);
    }
    let (mut on_demand, mut sources) = (None, Vec::new());
    for (_, column, cell) in wide::prices(sheet.header, row) {
        let source = checks.known.source_of(provider, service, set, column);
        if !sources.contains(&source) {
            sources.push(source);
        }
        check_cell(checks, sheet, line, (column, cell), &mut on_demand);
    }
    if sources.is_empty() {
        checks.error(sheet, line, "the row has no price", "delete it");
    }
    for source in sources.into_iter().map(str::to_owned).collect::<Vec<_>>() {
        check_source(checks, sheet, line, &source);
    }
}

/// Whether the rest of a row after its SKU is one under linux.
fn is_linux(rest: &str) -> bool {
    rest.strip_prefix(',').and_then(|rest| rest.split(',').next()) == Some(wide::PLAIN_OS)
}

fn check_cell(
    checks: &mut Checks<'_>,
    sheet: &Sheet<'_>,
    line: usize,
    (column, cell): (&str, &str),
    on_demand: &mut Option<UnitPrice>,
) {
    let read = WidePrice::parse(cell).and_then(|price| Ok((price, price.read(column)?.0)));
    let (price, schedule) = match read {
        Ok(read) => read,
        Err(mut fault) => {
            fault.message = format!("{column}: {}", fault.message);
            checks.problems.push(fault.at(sheet.path, line));
            return;
        }
    };
    if let (true, Some(number)) = (checks.committed_form, number::padded(cell)) {
        checks.error(
            sheet,
            line,
            format!("{column}: `{number}` has zeros to drop"),
            "write the shortest form",
        );
    }
    if column == "on_demand" {
        *on_demand = Some(schedule.first_price());
    }
    let Some(hours) = term_hours(column) else {
        if matches!(price.paid, Paid::Effective(_)) {
            checks.error(sheet, line, format!("{column}: `{cell}` has no term"), "drop the `e`");
        }
        return;
    };
    let reserved = column.starts_with("reserved") || column.starts_with("convertible");
    if reserved && !column.contains("_no_") && matches!(price.paid, Paid::Hourly(_)) {
        let hint =
            "write what is paid at the start, `1323u` or `662u+0.0756`, or mark it effective, `0.151e`";
        checks.error(sheet, line, format!("{column}: `{cell}` has no part paid at the start"), hint);
    }
    if column.contains("_no_") && !matches!(price.paid, Paid::Hourly(_)) {
        checks.error(
            sheet,
            line,
            format!("{column}: `{cell}` is paid at the start"),
            "give a price per hour",
        );
    }
    if let Some(on_demand) = on_demand.filter(|on_demand| costs_more(&schedule, hours, *on_demand)) {
        let hint = "a commitment is never dearer by the hour; look for a monthly or a term price";
        checks.error(sheet, line, format!("{column}: `{cell}` is above on-demand `{on_demand}`"), hint);
    }
}

/// Whether the whole term costs more than the same hours on demand, exactly.
fn costs_more(schedule: &Schedule, hours: u32, on_demand: UnitPrice) -> bool {
    let term = Quantity::from_units(i64::from(hours));
    let committed = match schedule {
        Schedule::Term { upfront, hourly, .. } => {
            upfront.times(Quantity::from_units(1)).zip(hourly.times(term)).and_then(|(a, b)| a.checked_add(b))
        }
        other => other.first_price().times(term),
    };
    committed.zip(on_demand.times(term)).is_some_and(|(committed, on_demand)| committed > on_demand)
}
