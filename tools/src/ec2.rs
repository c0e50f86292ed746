//! EC2: one wide row per sku and os, purchase options as columns.

use crate::ec2_cells::cell;
use crate::error::{Error, Result};
use crate::facts::{Facts, File, Row};
use crate::ledger::{Ledger, Outcome};
use crate::number::{parse, plain};
use crate::sources::Sources;
use crate::write::{Output, checked};
use std::collections::{BTreeMap, BTreeSet};

const FILES: [&str; 2] = ["compute-aws.csv", "compute-aws-other-regions.csv"];

/// The name a fact gives a family of columns → ours, in table order.
const FAMILIES: [(&str, &str); 4] = [
    ("reserved", "reserved"),
    ("convertible", "convertible"),
    ("savings_plan_ec2", "ec2_savings_plan"),
    ("savings_plan_compute", "compute_savings_plan"),
];
const PAYMENTS: [&str; 6] = [
    "1y_no_upfront",
    "1y_partial_upfront",
    "1y_all_upfront",
    "3y_no_upfront",
    "3y_partial_upfront",
    "3y_all_upfront",
];

const SKU_HEADER: &str = "sku,family,vcpu,memory_gib,gpu,gpu_count,gpu_memory_gib,arch";
const SKU_COLUMNS: [&str; 7] =
    ["family", "vcpu", "memory_gib", "gpu_model", "gpu_count", "gpu_memory_gib", "arch"];

/// A price of one column and where it is from.
struct Cell {
    text: String,
    src: String,
}

/// region → (sku, os) → column → cell
type Table = BTreeMap<String, BTreeMap<(String, String), BTreeMap<String, Cell>>>;

/// sku → the distinct shapes its rows state
type Shapes = BTreeMap<String, BTreeSet<[String; 7]>>;

pub fn convert(facts: &Facts, sources: &mut Sources, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let mut table = Table::new();
    let mut shapes = Shapes::new();
    for file in FILES {
        let file = facts.file(file)?;
        for row in &file.rows {
            let outcome = take(file, row, sources, &mut table)?;
            remember_shape(file, row, &mut shapes)?;
            ledger.settle(facts, row.id, outcome)?;
        }
    }
    output.put("aws/ec2/skus.csv", skus(&shapes, ledger)?);
    write_regions(&table, output)?;
    notes(ledger);
    Ok(())
}

fn take(file: &File, row: &Row, sources: &mut Sources, table: &mut Table) -> Result<Outcome> {
    let get = |column: &'static str| file.get(row, column);
    let purchase = get("purchase")?;
    let column =
        column(purchase).ok_or_else(|| file.error(row, format!("unknown purchase option `{purchase}`")))?;
    let number = |name: &'static str| {
        let text = get(name)?;
        parse(text).ok_or_else(|| file.error(row, format!("{name} `{text}` is not a number")))
    };
    let upfront = match get("upfront_usd")? {
        "" => None,
        _ => Some(number("upfront_usd")?),
    };
    let text = match cell(purchase, number("usd_per_hour")?, upfront) {
        Ok(text) => text,
        Err(reason) => return Ok(Outcome::Rejected(reason)),
    };
    let src = sources.id(get("as_of")?, get("source")?)?;
    let cells = table
        .entry(get("region")?.to_owned())
        .or_default()
        .entry((get("sku")?.to_owned(), get("os")?.to_owned()))
        .or_default();
    match cells.insert(column.clone(), Cell { text, src }) {
        None => Ok(Outcome::Loaded),
        Some(_) => Err(file.error(row, format!("a second price for {column}"))),
    }
}

/// `savings_plan_ec2_3y_all_upfront` → `ec2_savings_plan_3y_all_upfront`
fn column(purchase: &str) -> Option<String> {
    if ["on_demand", "spot"].contains(&purchase) {
        return Some(purchase.to_owned());
    }
    FAMILIES.iter().find_map(|(theirs, ours)| {
        let payment = purchase.strip_prefix(theirs)?.strip_prefix('_')?;
        PAYMENTS.contains(&payment).then(|| format!("{ours}_{payment}"))
    })
}

/// Columns that some row of some region fills, in table order.
fn columns(table: &Table) -> Vec<String> {
    let rows = || table.values().flat_map(|region| region.values());
    let families =
        FAMILIES.iter().flat_map(|(_, ours)| PAYMENTS.iter().map(move |payment| format!("{ours}_{payment}")));
    ["on_demand", "spot"]
        .into_iter()
        .map(str::to_owned)
        .chain(families)
        .filter(|column| rows().any(|cells| cells.contains_key(column)))
        .collect()
}

fn write_regions(table: &Table, output: &mut Output) -> Result<()> {
    let columns = columns(table);
    let header = format!("sku,os,{},src", columns.join(","));
    let sets = source_sets(table, &columns);
    for (region, rows) in table {
        let path = format!("aws/ec2/{region}.csv");
        let mut lines = vec![header.clone()];
        for ((sku, os), cells) in rows {
            let prices: Vec<&str> =
                columns.iter().map(|c| cells.get(c).map_or("", |cell| cell.text.as_str())).collect();
            let set = sets
                .get(&sources_of(cells, &columns))
                .ok_or_else(|| Error::new(format!("{path}: no source set for {sku}")))?;
            lines.push(checked(&path, format!("{sku},{os},{},{set}", prices.join(",")), &header)?);
        }
        lines.push(String::new());
        output.put(path, lines.join("\n"));
    }
    let mut lines: Vec<String> = sets
        .iter()
        .flat_map(|(set, id)| set.iter().map(move |(column, src)| format!("{id},{column},{src}")))
        .collect();
    lines.sort();
    output.put("aws/ec2/source-sets.csv", format!("set,column,src\n{}\n", lines.join("\n")));
    Ok(())
}

fn sources_of(cells: &BTreeMap<String, Cell>, columns: &[String]) -> Vec<(String, String)> {
    columns.iter().filter_map(|c| cells.get(c).map(|cell| (c.clone(), cell.src.clone()))).collect()
}

/// Distinct combinations of sources, numbered in their own order.
fn source_sets(table: &Table, columns: &[String]) -> BTreeMap<Vec<(String, String)>, String> {
    let sets: BTreeSet<_> =
        table.values().flat_map(|region| region.values()).map(|cells| sources_of(cells, columns)).collect();
    sets.into_iter().enumerate().map(|(i, set)| (set, format!("e{:03}", i + 1))).collect()
}

fn remember_shape(file: &File, row: &Row, shapes: &mut Shapes) -> Result<()> {
    let mut shape: [String; 7] = Default::default();
    for (cell, column) in shape.iter_mut().zip(SKU_COLUMNS) {
        let text = file.get(row, column)?;
        *cell = parse(text).map_or_else(|| text.to_owned(), plain);
    }
    shapes.entry(file.get(row, "sku")?.to_owned()).or_default().insert(shape);
    Ok(())
}

fn skus(shapes: &Shapes, ledger: &mut Ledger) -> Result<String> {
    let mut lines = vec![SKU_HEADER.to_owned()];
    let mut guessed = Vec::new();
    for (sku, stated) in shapes {
        let mut options = stated.iter();
        let (Some(shape), None) = (options.next(), options.next()) else {
            return Err(Error::new(format!("{sku}: its rows state different shapes: {stated:?}")));
        };
        let mut shape = shape.clone();
        if shape[6].is_empty() {
            shape[6] = arch(&shape[0], shapes).to_owned();
            guessed.push(format!("{sku} {}", shape[6]));
        }
        let line = format!("{sku},{}", shape.join(","));
        lines.push(checked("aws/ec2/skus.csv", line, SKU_HEADER)?);
    }
    lines.push(String::new());
    ledger.note(
        "EC2",
        format!(
            "EC2 architecture not stated, taken from the rest of the family or else from its name (`g` \
         after the generation is Graviton): {}.",
            guessed.join(", ")
        ),
    );
    Ok(lines.join("\n"))
}

/// The architecture of a family: what its other sizes state, else its name.
fn arch(family: &str, shapes: &Shapes) -> &'static str {
    let stated = shapes.values().flatten().find(|s| s[0] == family && !s[6].is_empty());
    let graviton = || {
        let mut letters = family.chars().skip_while(|c| !c.is_ascii_digit());
        letters.any(|c| c == 'g')
    };
    match stated.map(|s| s[6].as_str()) {
        Some("arm64") => "arm64",
        Some(_) => "amd64",
        None if graviton() => "arm64",
        None => "amd64",
    }
}

fn notes(ledger: &mut Ledger) {
    for note in [
        "EC2 rows do not overlap: no (region, sku, os, purchase) has two facts, and no sku has two \
         shapes.",
        "EC2 effective = upfront / hours of the term + hourly was checked for every row with an \
         upfront amount (8,760 and 26,280 hours, within 0.000002); the upfront amount is what the \
         table keeps. The hourly part of a partial upfront price is the difference at five places.",
        "EC2 effective prices whose upfront amount no fact states keep the mark `e`.",
        "EC2 partial upfront and savings plan prices are not filled in by ratio: the tables hold \
         what was observed.",
        "EC2 spot equal to on-demand (p5 types of 2025-12) is kept: it is what was observed.",
        "EC2 all-upfront prices of 2023-08 are loaded where nothing is newer; their date is in the \
         source set.",
    ] {
        ledger.note("EC2", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purchase_options_become_columns() {
        assert_eq!(column("on_demand").as_deref(), Some("on_demand"));
        assert_eq!(
            column("savings_plan_ec2_3y_all_upfront").as_deref(),
            Some("ec2_savings_plan_3y_all_upfront")
        );
        assert_eq!(column("reserved_2y_no_upfront"), None);
    }

    #[test]
    fn architecture_from_the_name() {
        let none = Shapes::new();
        assert_eq!(arch("c6gn", &none), "arm64");
        assert_eq!(arch("u-12tb1", &none), "amd64");
        assert_eq!(arch("g4dn", &none), "amd64");
        assert_eq!(arch("i3p", &none), "amd64");
    }
}
