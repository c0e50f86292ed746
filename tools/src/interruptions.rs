//! How often EC2 takes spot machines back: one row per machine type, one column per region.

use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::ledger::{Ledger, Outcome};
use crate::sources::Sources;
use crate::write::{Output, checked};
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "spot-interruption-aws.csv";
const PATH: &str = "aws/ec2/interruptions.csv";
/// What the facts are about; their source says so.
const OS: &str = "linux";
const NO_SAVING: &str = "saving of 0 or less: no saving, or no data, cannot be told";
const BANDS: [&str; 5] = ["<5%", "5-10%", "10-15%", "15-20%", ">20%"];

/// `sold`: the machine types that have a price somewhere.
pub fn convert(
    facts: &Facts,
    sold: &BTreeSet<&str>,
    sources: &mut Sources,
    ledger: &mut Ledger,
    output: &mut Output,
) -> Result<()> {
    let file = facts.file(FILE)?;
    let mut regions = BTreeSet::new();
    // (sku, source) → region → cell
    let mut rows: BTreeMap<(&str, String), BTreeMap<&str, String>> = BTreeMap::new();
    let mut unsold = BTreeSet::new();
    for row in &file.rows {
        let get = |column| file.get(row, column);
        let (region, sku, band, saving) =
            (get("region")?, get("sku")?, get("band")?, get("savings_over_on_demand_pct")?);
        if !BANDS.contains(&band) {
            return Err(file.error(row, format!("unknown band `{band}`")));
        }
        let percent =
            saving.parse::<i32>().map_err(|_| file.error(row, format!("saving `{saving}` is no number")))?;
        let source = get("source")?;
        if !source.contains("Linux") {
            return Err(file.error(row, "not about Linux"));
        }
        let outcome = if !(1..100).contains(&percent) {
            Outcome::Rejected(NO_SAVING.to_owned())
        } else if sold.contains(sku) {
            let src = sources.id(get("as_of")?, source)?;
            regions.insert(region);
            match rows.entry((sku, src)).or_default().insert(region, format!("{band}:{saving}")) {
                None => Outcome::Loaded,
                Some(_) => return Err(file.error(row, "a second band")),
            }
        } else {
            unsold.insert(sku);
            Outcome::Rejected("a machine type without a price in any region".to_owned())
        };
        ledger.settle(facts, row.id, outcome)?;
    }
    let header = format!("sku,os,{},src", regions.iter().copied().collect::<Vec<_>>().join(","));
    let mut lines = vec![header.clone()];
    let mut last = "";
    for ((sku, src), cells) in &rows {
        if *sku == last {
            return Err(Error::new(format!("{PATH}: {sku} has two sources")));
        }
        last = sku;
        let cells: Vec<&str> =
            regions.iter().map(|region| cells.get(region).map_or("", String::as_str)).collect();
        lines.push(checked(PATH, format!("{sku},{OS},{},{src}", cells.join(",")), &header)?);
    }
    lines.push(String::new());
    output.put(PATH, lines.join("\n"));
    let unsold: Vec<&str> = unsold.into_iter().collect();
    let unsold = if unsold.is_empty() { "none".to_owned() } else { unsold.join(", ") };
    for note in [
        "The band is the share of machines AWS took back in the month before the day it was seen; the saving \
         is over on-demand in that month. Both are of Linux.",
        "No spot price is made of a saving in the tables: the price book does so where no spot price was \
         observed, and marks it derived with the rule.",
        &format!("Machine types without a price, left out: {unsold}."),
    ] {
        ledger.note("Spot interruptions", note);
    }
    Ok(())
}
