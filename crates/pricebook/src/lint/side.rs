//! Checks of the tables beside the rates: `skus.csv`, `aliases.csv`, `source-sets.csv`.

use super::Checks;
use super::known::is_price_column;
use super::long::check_source;
use super::sheet::Sheet;
use crate::cells::terms;
use crate::facts::{self, Cells};
use crate::place::GROUPS;
use crate::problem::Fault;
use crate::similar::did_you_mean;

/// `skus.csv`: every SKU has a rate, every property reads.
pub(crate) fn skus(checks: &mut Checks<'_>, sheet: &Sheet<'_>, provider: &str, service: &str) {
    let is_models = GROUPS.iter().any(|(group, name)| *group == "ai" && *name == service);
    let columns: Vec<&str> = sheet.header.split(',').collect();
    let fits = if is_models {
        let (uplifts, others): (Vec<&str>, Vec<&str>) =
            columns.iter().partition(|c| c.starts_with(facts::UPLIFT));
        others == facts::MODEL && !uplifts.is_empty()
    } else {
        columns == facts::MACHINE
    };
    if !fits {
        let columns = if is_models { facts::MODEL.as_slice() } else { &facts::MACHINE };
        let hint = format!(
            "the first line is `{}`{}",
            columns.join(","),
            if is_models { ", `uplift_…` before `retires`" } else { "" }
        );
        checks.error(sheet, 1, "the header is not that of a table of SKUs", hint);
        return;
    }
    let read = |cells: &Cells<'_>| match is_models {
        true => facts::read_model(cells).map(drop),
        false => facts::read_machine(cells).map(drop),
    };
    each_row(checks, sheet, read, |checks, line, cells| {
        if let Some(src) = cells.get("src") {
            check_source(checks, sheet, line, src);
        }
        if let Some(arch) = cells.get("arch").filter(|arch| !["amd64", "arm64", ""].contains(arch)) {
            checks.error(
                sheet,
                line,
                format!("arch `{arch}` is unknown"),
                "write `amd64`, `arm64` or nothing",
            );
        }
        let sku = cells.get("sku").copied().unwrap_or("");
        must_be_sold(checks, sheet, line, (provider, service), sku);
    });
}

/// Reads every row, and checks what else must hold of it; no two are of one key.
pub(super) fn each_row<'a>(
    checks: &mut Checks<'a>,
    sheet: &Sheet<'_>,
    read: impl Fn(&Cells<'_>) -> Result<(), Fault>,
    also: impl Fn(&mut Checks<'a>, usize, &Cells<'_>),
) {
    for &(line, row) in &sheet.rows {
        if let Err(problem) = sheet.cells(line, row) {
            checks.problems.push(problem);
            continue;
        }
        let cells = facts::cells(sheet.header, row);
        if let Err(fault) = read(&cells) {
            checks.problems.push(fault.at(sheet.path, line));
        }
        also(checks, line, &cells);
    }
    sheet.unique(&mut checks.problems);
}

/// `aliases.csv`: every alias stands for a model that has a rate.
pub(crate) fn aliases(checks: &mut Checks<'_>, sheet: &Sheet<'_>, provider: &str) {
    if !header_is(checks, sheet, "alias,sku,from,src") {
        return;
    }
    for &(line, row) in &sheet.rows {
        match sheet.cells(line, row).as_deref() {
            Ok([alias, sku, from, src]) => {
                if let Err(fault) = terms::from(from) {
                    checks.problems.push(fault.at(sheet.path, line));
                }
                if alias == sku {
                    checks.error(sheet, line, format!("alias `{alias}` stands for itself"), "delete the row");
                }
                check_source(checks, sheet, line, src);
                must_be_sold(checks, sheet, line, (provider, "models"), sku);
            }
            Ok(_) => {}
            Err(problem) => checks.problems.push(problem.clone()),
        }
    }
    sheet.unique(&mut checks.problems);
}

/// `confirmed.csv`: of which table prices were seen unchanged, when, and where.
pub(crate) fn confirmed(checks: &mut Checks<'_>, sheet: &Sheet<'_>) {
    if !header_is(checks, sheet, "shard,date,source") {
        return;
    }
    for &(line, row) in &sheet.rows {
        match sheet.cells(line, row).as_deref() {
            Ok([shard, date, _]) => {
                if crate::place::of(&format!("{shard}.csv")).is_none() {
                    let hint = "write the path of a table without its ending";
                    checks.error(sheet, line, format!("no table stands at `{shard}`"), hint);
                }
                if let Err(fault) = terms::date(date) {
                    checks.problems.push(fault.at(sheet.path, line));
                }
            }
            Ok(_) => {}
            Err(problem) => checks.problems.push(problem.clone()),
        }
    }
    sheet.unique(&mut checks.problems);
}

/// `source-sets.csv`: every column and source exists.
pub(crate) fn source_sets(checks: &mut Checks<'_>, sheet: &Sheet<'_>) {
    if !header_is(checks, sheet, "set,column,src") {
        return;
    }
    for &(line, row) in &sheet.rows {
        match sheet.cells(line, row).as_deref() {
            Ok([_, column, src]) => {
                if !is_price_column(column) {
                    let hint = "name a price column of the wide table";
                    checks.error(sheet, line, format!("price column `{column}` is unknown"), hint);
                }
                check_source(checks, sheet, line, src);
            }
            Ok(_) => {}
            Err(problem) => checks.problems.push(problem.clone()),
        }
    }
    sheet.unique(&mut checks.problems);
}

pub(super) fn header_is(checks: &mut Checks<'_>, sheet: &Sheet<'_>, header: &str) -> bool {
    if sheet.header != header {
        checks.error(
            sheet,
            1,
            "the header is not that of this table",
            format!("the first line is `{header}`"),
        );
    }
    sheet.header == header
}

pub(super) fn must_be_sold(
    checks: &mut Checks<'_>,
    sheet: &Sheet<'_>,
    line: usize,
    (provider, service): (&str, &str),
    sku: &str,
) {
    if !checks.known.is_sold(provider, service, sku) {
        let hint =
            did_you_mean(sku, checks.known.skus(provider, service), "add a rate for it or delete the row");
        checks.error(sheet, line, format!("`{sku}` has no rate in any region"), hint);
    }
}
