//! Checks of the tables of facts that are no prices.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Checks;
use super::long::check_source;
use super::sheet::Sheet;
use super::side::{each_row, header_is, must_be_sold};
use crate::cells::terms;
use crate::facts::{self, Cells};
use crate::problem::Fault;
use crate::similar::did_you_mean;
use crate::{interruptions, provisioned, sustained, throughput};

/// `interruptions.csv`: machine types with a rate, regions, bands.
pub(crate) fn interruptions(checks: &mut Checks<'_>, sheet: &Sheet<'_>, provider: &str, service: &str) {
    let (begin, end) = interruptions::ENDS;
    let Some(regions) = sheet.header.strip_prefix(begin).and_then(|rest| rest.strip_suffix(end)) else {
        let hint = format!("the first line is `{begin}`, a column for each region, `{end}`");
        checks.error(sheet, 1, "the header is not that of a table of interruptions", hint);
        return;
    };
    let regions: Vec<&str> = regions.split(',').collect();
    if !regions.is_sorted_by(|a, b| a < b) {
        checks.error(sheet, 1, "regions are not in order", "sort them, each once");
    }
    for &(line, row) in &sheet.rows {
        match sheet.cells(line, row).as_deref() {
            Ok([sku, os, cells @ .., src]) => {
                check_source(checks, sheet, line, src);
                must_be_sold(checks, sheet, line, (provider, service), sku);
                if os.is_empty() {
                    checks.error(sheet, line, "os is missing", "write `linux`");
                }
                for fault in
                    cells.iter().filter(|c| !c.is_empty()).filter_map(|c| interruptions::cell(c).err())
                {
                    checks.problems.push(fault.at(sheet.path, line));
                }
                if cells.iter().all(|cell| cell.is_empty()) {
                    checks.error(sheet, line, "the row says nothing", "delete it");
                }
            }
            Ok(_) => {}
            Err(problem) => checks.problems.push(problem.clone()),
        }
    }
    sheet.unique(&mut checks.problems);
}

/// `sustained-use.csv`: families of machines, whose parts make a whole month.
pub(crate) fn sustained(checks: &mut Checks<'_>, sheet: &Sheet<'_>, provider: &str, service: &str) {
    rows(
        checks,
        sheet,
        sustained::HEADER,
        |cells| sustained::read(cells).map(drop),
        |checks, line, cells| {
            check_source(checks, sheet, line, cells.get("src").copied().unwrap_or(""));
        },
    );
    let mut families: BTreeMap<&str, (usize, Decimal)> = BTreeMap::new();
    for &(line, row) in &sheet.rows {
        let cells = facts::cells(sheet.header, row);
        let (Some(family), Ok((from, to, _))) = (cells.get("family"), sustained::read(&cells)) else {
            return;
        };
        let (_, reached) = families.insert(family, (line, to)).unwrap_or((line, Decimal::ZERO));
        if reached != from {
            let message = format!("the part of `{family}` begins at {from}, not at {reached}");
            checks.error(sheet, line, message, "parts follow each other from 0");
        }
    }
    for (family, (line, reached)) in families {
        if reached != Decimal::ONE {
            let message = format!("the parts of `{family}` end at {reached}");
            checks.error(sheet, line, message, "the last one ends at 1");
        }
        let machine = family.strip_suffix(sustained::GPUS).unwrap_or(family);
        if !checks.known.is_family(provider, service, machine) {
            let message = format!("no machine type is of the family `{machine}`");
            checks.error(sheet, line, message, "name a family of skus.csv");
        }
    }
}

/// `provisioned.csv`: models with a rate, units, sources.
pub(crate) fn provisioned(checks: &mut Checks<'_>, sheet: &Sheet<'_>, provider: &str) {
    rows(
        checks,
        sheet,
        provisioned::HEADER,
        |cells| provisioned::read(cells).map(drop),
        |checks, line, cells| {
            check_source(checks, sheet, line, cells.get("src").copied().unwrap_or(""));
            let sku = cells.get("sku").copied().unwrap_or("");
            must_be_sold(checks, sheet, line, (provider, "models"), sku);
        },
    );
}

/// `facts/throughput.csv`: rates, with sources of their own.
pub(crate) fn throughput(checks: &mut Checks<'_>, sheet: &Sheet<'_>) {
    rows(
        checks,
        sheet,
        throughput::HEADER,
        |cells| throughput::read(cells).map(drop),
        |checks, line, cells| {
            let src = cells.get("src").copied().unwrap_or("");
            if !checks.known.fact_sources.contains(src) {
                let known = checks.known.fact_sources.iter().copied();
                let hint = did_you_mean(src, known, "add it to facts/sources.csv as `id,as_of,source`");
                checks.error(sheet, line, format!("source `{src}` is unknown"), hint);
            }
        },
    );
}

/// `facts/sources.csv`: a name, a day where one is known, what it is.
pub(crate) fn sources(checks: &mut Checks<'_>, sheet: &Sheet<'_>) {
    let read = |cells: &Cells<'_>| {
        terms::from(cells.get("as_of").copied().unwrap_or(""))?;
        match (cells.get("id"), cells.get("source")) {
            (Some(id), Some(source)) if !id.is_empty() && !source.is_empty() => Ok(()),
            _ => Err(Fault::new("an id or a source is missing", "write `id,as_of,source`")),
        }
    };
    rows(checks, sheet, throughput::SOURCES_HEADER, read, |_, _, _| {});
}

/// A table of this header, whose every row reads, and what else must hold of it.
fn rows<'a>(
    checks: &mut Checks<'a>,
    sheet: &Sheet<'_>,
    header: &str,
    read: impl Fn(&Cells<'_>) -> Result<(), Fault>,
    also: impl Fn(&mut Checks<'a>, usize, &Cells<'_>),
) {
    if header_is(checks, sheet, header) {
        each_row(checks, sheet, read, also);
    }
}
