//! Machines: one wide row per sku and what tells its prices apart, purchase options as columns.
//!
//! ```text
//! facts of one service ─ take ─► Machines ┬ write ─► <place>/<region>.csv, source-sets.csv
//!                                         └ skus ──► <place>/skus.csv
//! ```

use crate::error::{Error, Result};
use crate::facts::{File, Row};
use crate::ledger::Outcome;
use crate::machine_cells::cell;
use crate::number::{parse, plain};
use crate::sources::Sources;
use crate::write::{Output, checked};
use std::collections::{BTreeMap, BTreeSet};

/// The name a fact gives a family of columns → ours, and the terms and payments it has, in table order.
const FAMILIES: [(&str, &str, &[&str]); 7] = [
    ("reserved", "reserved", &PAYMENTS),
    ("convertible", "convertible", &PAYMENTS),
    ("savings_plan_ec2", "ec2_savings_plan", &PAYMENTS),
    ("savings_plan_compute", "compute_savings_plan", &PAYMENTS),
    ("azure_savings_plan", "savings_plan", &TERMS),
    ("azure_reservation", "reservation", &TERMS),
    ("cud", "cud", &TERMS),
];
const TERMS: [&str; 2] = ["1y", "3y"];
const PAYMENTS: [&str; 6] = [
    "1y_no_upfront",
    "1y_partial_upfront",
    "1y_all_upfront",
    "3y_no_upfront",
    "3y_partial_upfront",
    "3y_all_upfront",
];

const SKU_HEADER: &str = "sku,family,vcpu,memory_gib,gpu,gpu_count,gpu_memory_gib,arch";

/// What a machine is made of, in the order of the columns of `skus.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    pub family: String,
    pub vcpu: String,
    pub memory_gib: String,
    pub gpu: String,
    pub gpu_count: String,
    /// Of one GPU.
    pub gpu_memory_gib: String,
    pub arch: String,
}

impl Shape {
    /// What a row of a table of machines states. `gpu`: our name of a GPU.
    pub fn of(file: &File, row: &Row, gpu: impl Fn(&str) -> String) -> Result<Shape> {
        let number = |column: &str| -> Result<String> {
            let text = file.get(row, column)?;
            Ok(parse(text).map_or_else(|| text.to_owned(), plain))
        };
        Ok(Shape {
            family: file.get(row, "family")?.to_owned(),
            vcpu: number("vcpu")?,
            memory_gib: number("memory_gib")?,
            gpu: gpu(file.get(row, "gpu_model")?),
            gpu_count: number("gpu_count")?,
            gpu_memory_gib: number("gpu_memory_gib")?,
            arch: match file.get(row, "arch")? {
                "x86_64" => "amd64".to_owned(),
                stated => stated.to_owned(),
            },
        })
    }
}

/// A price of one column and where it is from.
struct Cell {
    text: String,
    src: String,
}

/// (sku, os) → column → cell
type Rows = BTreeMap<(String, String), BTreeMap<String, Cell>>;

/// What a row of the facts is called here.
pub struct Name<'a> {
    pub region: &'a str,
    pub sku: &'a str,
    pub os: &'a str,
    pub shape: Shape,
}

/// The machines of one service.
#[derive(Default)]
pub struct Machines {
    regions: BTreeMap<String, Rows>,
    /// sku → the distinct shapes its rows state
    pub shapes: BTreeMap<String, BTreeSet<Shape>>,
}

impl Machines {
    /// Takes one fact under a name of ours. `derived` marks a price its source computed.
    pub fn take(
        &mut self,
        file: &File,
        row: &Row,
        name: Name<'_>,
        derived: bool,
        sources: &mut Sources,
    ) -> Result<Outcome> {
        let get = |column: &'static str| file.get(row, column);
        let purchase = get("purchase")?;
        let column = column(purchase)
            .ok_or_else(|| file.error(row, format!("unknown purchase option `{purchase}`")))?;
        let number = |column: &'static str| {
            let text = get(column)?;
            parse(text).ok_or_else(|| file.error(row, format!("{column} `{text}` is not a number")))
        };
        let upfront = match get("upfront_usd")? {
            "" => None,
            _ => Some(number("upfront_usd")?),
        };
        let mut text = match cell(&column, number("usd_per_hour")?, upfront) {
            Ok(text) => text,
            Err(reason) => return Ok(Outcome::Rejected(reason)),
        };
        if derived && !text.ends_with('~') {
            text.push('~');
        }
        let src = sources.id(get("as_of")?, get("source")?)?;
        self.shapes.entry(name.sku.to_owned()).or_default().insert(name.shape);
        let rows = self.regions.entry(name.region.to_owned()).or_default();
        let cells = rows.entry((name.sku.to_owned(), name.os.to_owned())).or_default();
        match cells.insert(column.clone(), Cell { text, src }) {
            None => Ok(Outcome::Loaded),
            Some(_) => Err(file.error(row, format!("a second price for {column}"))),
        }
    }

    /// Writes the regions, their sources and what the skus are.
    pub fn write(&self, place: &str, output: &mut Output) -> Result<()> {
        let sets = self.source_sets(&columns(self.regions.values()));
        for (region, rows) in &self.regions {
            let path = format!("{place}/{region}.csv");
            let columns = columns([rows]);
            let header = format!("sku,os,{},src", columns.join(","));
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
        output.put(format!("{place}/source-sets.csv"), format!("set,column,src\n{}\n", lines.join("\n")));
        output.put(format!("{place}/skus.csv"), self.skus(place)?);
        Ok(())
    }

    /// The skus that have a price.
    pub fn names(&self) -> BTreeSet<&str> {
        self.shapes.keys().map(String::as_str).collect()
    }

    fn skus(&self, place: &str) -> Result<String> {
        let path = format!("{place}/skus.csv");
        let mut lines = vec![SKU_HEADER.to_owned()];
        for (sku, stated) in &self.shapes {
            let mut options = stated.iter();
            let (Some(shape), None) = (options.next(), options.next()) else {
                return Err(Error::new(format!("{sku}: its rows state different shapes: {stated:?}")));
            };
            let Shape { family, vcpu, memory_gib, gpu, gpu_count, gpu_memory_gib, arch } = shape;
            let line =
                format!("{sku},{family},{vcpu},{memory_gib},{gpu},{gpu_count},{gpu_memory_gib},{arch}");
            lines.push(checked(&path, line, SKU_HEADER)?);
        }
        lines.push(String::new());
        Ok(lines.join("\n"))
    }

    /// Distinct combinations of sources, numbered in their own order.
    fn source_sets(&self, columns: &[String]) -> BTreeMap<Vec<(String, String)>, String> {
        let rows = self.regions.values().flat_map(|region| region.values());
        let sets: BTreeSet<_> = rows.map(|cells| sources_of(cells, columns)).collect();
        sets.into_iter().enumerate().map(|(i, set)| (set, format!("e{:03}", i + 1))).collect()
    }
}

/// Columns that some row of these regions fills, in table order.
fn columns<'a>(regions: impl IntoIterator<Item = &'a Rows>) -> Vec<String> {
    let rows: Vec<_> = regions.into_iter().flat_map(BTreeMap::values).collect();
    let families =
        FAMILIES.iter().flat_map(|(_, ours, terms)| terms.iter().map(move |term| format!("{ours}_{term}")));
    ["on_demand", "spot"]
        .into_iter()
        .map(str::to_owned)
        .chain(families)
        .filter(|column| rows.iter().any(|cells| cells.contains_key(column)))
        .collect()
}

fn sources_of(cells: &BTreeMap<String, Cell>, columns: &[String]) -> Vec<(String, String)> {
    columns.iter().filter_map(|c| cells.get(c).map(|cell| (c.clone(), cell.src.clone()))).collect()
}

/// `savings_plan_ec2_3y_all_upfront` → `ec2_savings_plan_3y_all_upfront`
fn column(purchase: &str) -> Option<String> {
    if ["on_demand", "spot"].contains(&purchase) {
        return Some(purchase.to_owned());
    }
    FAMILIES.iter().find_map(|(theirs, ours, terms)| {
        let term = purchase.strip_prefix(theirs)?.strip_prefix('_')?;
        terms.contains(&term).then(|| format!("{ours}_{term}"))
    })
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
        assert_eq!(column("azure_reservation_3y").as_deref(), Some("reservation_3y"));
        assert_eq!(column("cud_1y").as_deref(), Some("cud_1y"));
        assert_eq!(column("reserved_2y_no_upfront"), None);
        assert_eq!(column("cud_1y_no_upfront"), None);
    }

    #[test]
    fn a_sku_has_one_shape() {
        let mut machines = Machines::default();
        let shape = |vcpu: &str| Shape { vcpu: vcpu.into(), ..Shape::default() };
        machines.shapes.insert("m".into(), [shape("2")].into());
        assert!(machines.skus("p").is_ok());
        machines.shapes.insert("m".into(), [shape("2"), shape("4")].into());
        assert!(machines.skus("p").is_err());
    }
}
