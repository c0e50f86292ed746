//! `names/*.csv`: what a label of a source is called here, or why it is left out.
//!
//! A `*` in a raw SKU stands for any text without a space, such as a machine type; a `*` in
//! the SKU is replaced by it. A `*` at the end of a raw meter stands for any text. A raw unit
//! `hour = 0.2` is for rows of that price only: some labels mean two things. `{region}` in a
//! free allowance is the region of the row; a `*` in a minimum is the least charge that the fact states.

use crate::error::{Error, Result};
use crate::number::parse;
use rust_decimal::Decimal;

/// What to do with the rows a name matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A price: load it under the new name.
    Load,
    /// The same, of a ladder whose last tier has an end: above it the vendor states no price, and
    /// the last one goes on.
    LoadOpen,
    /// The same, of a ladder that begins above what something else includes: here it begins at 0.
    LoadPaid,
    /// The last step of a ladder whose other steps follow from it (`azure::blob_ladder`).
    LoadLast,
    /// A rule that other rows carry (`minimum`, `free`).
    Rule,
    /// Gives way to a better statement.
    Drop,
    Reject,
}

#[derive(Debug, Clone)]
pub struct Name {
    raw_service: String,
    raw_region: String,
    raw_sku: String,
    raw_meter: String,
    raw_unit: String,
    pub action: Action,
    /// A service of AWS, or the folder of another vendor's: `saas/pinecone/database`.
    pub service: String,
    /// Empty: the region of the fact.
    pub region: String,
    pub sku: String,
    pub meter: String,
    pub unit: String,
    /// Raw units in one unit of ours: prices are multiplied, bounds divided.
    pub factor: Decimal,
    pub minimum: String,
    pub free: String,
    pub scope: String,
    pub note: String,
}

pub struct Names(Vec<Name>);

/// The label of a fact.
pub struct Label<'a> {
    pub service: &'a str,
    pub region: &'a str,
    pub sku: &'a str,
    pub meter: &'a str,
    pub unit: &'a str,
    pub price: &'a str,
}

/// The lists of names, each for a group of services.
const LISTS: [(&str, &str); 10] = [
    ("names/aws-core.csv", include_str!("../names/aws-core.csv")),
    ("names/aws-data.csv", include_str!("../names/aws-data.csv")),
    ("names/aws-platform.csv", include_str!("../names/aws-platform.csv")),
    ("names/azure.csv", include_str!("../names/azure.csv")),
    ("names/azure-found.csv", include_str!("../names/azure-found.csv")),
    ("names/gcp.csv", include_str!("../names/gcp.csv")),
    ("names/gcp-catalog.csv", include_str!("../names/gcp-catalog.csv")),
    ("names/gcp-found.csv", include_str!("../names/gcp-found.csv")),
    ("names/holes.csv", include_str!("../names/holes.csv")),
    ("names/saas.csv", include_str!("../names/saas.csv")),
];

impl Action {
    /// Whether rows so named carry a price.
    pub fn loads(self) -> bool {
        matches!(self, Action::Load | Action::LoadOpen | Action::LoadPaid | Action::LoadLast)
    }
}

impl Names {
    pub fn embedded() -> Result<Names> {
        let mut names = Vec::new();
        for (file, text) in LISTS {
            read(file, text, &mut names)?;
        }
        Ok(Names(names))
    }

    pub fn covers(&self, service: &str) -> bool {
        self.0.iter().any(|n| n.raw_service == service)
    }

    /// The name that says most about a label: the narrowest region, then the meter and the SKU
    /// with the least left open, then the one of a single price. Its SKU is filled in.
    pub fn find(&self, label: &Label<'_>) -> Option<Name> {
        let narrow = |n: &Name| {
            let open = |pattern: &str| pattern.contains('*');
            let meter = (!open(&n.raw_meter), n.raw_meter.len());
            (n.raw_region != "*", meter, !open(&n.raw_sku), n.raw_sku.len(), n.raw_unit.contains(" = "))
        };
        let matching = self.0.iter().filter_map(|n| Some((n, n.matches(label)?)));
        let (name, sku) = matching.max_by_key(|(n, _)| narrow(n))?;
        let free = name.free.replace("{region}", label.region);
        Some(Name { sku: name.sku.replace('*', sku), free, ..name.clone() })
    }
}

fn read(file: &str, text: &str, names: &mut Vec<Name>) -> Result<()> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.map_err(|e| Error::new(format!("{file}: {e}")))?;
        let line = record.position().map_or(0, csv::Position::line);
        names.push(Name::of(&record).map_err(|e| Error::at(file, line, e))?);
    }
    Ok(())
}

impl Name {
    fn of(record: &csv::StringRecord) -> Result<Name> {
        let cell = |i: usize| {
            record.get(i).map(str::to_owned).ok_or_else(|| Error::new(format!("cell {i} missing")))
        };
        let action = match cell(5)?.as_str() {
            "load" => Action::Load,
            "load-open" => Action::LoadOpen,
            "load-paid" => Action::LoadPaid,
            "load-last" => Action::LoadLast,
            "rule" => Action::Rule,
            "drop" => Action::Drop,
            "reject" => Action::Reject,
            other => return Err(Error::new(format!("unknown action `{other}`"))),
        };
        let factor = match cell(11)?.as_str() {
            "" => Decimal::ONE,
            text => parse(text)
                .filter(|f| *f > Decimal::ZERO)
                .ok_or_else(|| Error::new(format!("factor `{text}` is not a positive number")))?,
        };
        Ok(Name {
            raw_service: cell(0)?,
            raw_region: cell(1)?,
            raw_sku: cell(2)?,
            raw_meter: cell(3)?,
            raw_unit: cell(4)?,
            action,
            service: cell(6)?,
            region: cell(7)?,
            sku: cell(8)?,
            meter: cell(9)?,
            unit: cell(10)?,
            factor,
            minimum: cell(12)?,
            free: cell(13)?,
            scope: cell(14)?,
            note: cell(15)?,
        })
    }

    /// What the `*` of the SKU stands for in a label; `None` when the name is not the label's.
    fn matches<'a>(&self, label: &Label<'a>) -> Option<&'a str> {
        let meter = match self.raw_meter.strip_suffix('*') {
            Some(prefix) => label.meter.starts_with(prefix),
            None => label.meter == self.raw_meter,
        };
        let unit = match self.raw_unit.split_once(" = ") {
            Some((unit, price)) => label.unit == unit && label.price == price,
            None => label.unit == self.raw_unit,
        };
        let rest = meter
            && unit
            && label.service == self.raw_service
            && (self.raw_region == "*" || self.raw_region == label.region);
        captured(&self.raw_sku, label.sku).filter(|_| rest)
    }
}

/// The part of a text that the `*` of a pattern stands for; nothing of it for an equal text.
fn captured<'a>(pattern: &str, text: &'a str) -> Option<&'a str> {
    match pattern.split_once('*') {
        Some((before, after)) => {
            let part = text.strip_prefix(before)?.strip_suffix(after)?;
            (!part.is_empty() && !part.contains(' ')).then_some(part)
        }
        None => (pattern == text).then_some(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_readable_and_names_are_kebab() {
        let kebab =
            |t: &str| t.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/.*".contains(c));
        for name in Names::embedded().unwrap().0 {
            assert!(kebab(&name.sku) && kebab(&name.meter), "{} {}", name.sku, name.meter);
            assert!(!name.action.loads() || !name.unit.is_empty(), "{}", name.raw_meter);
            assert!(!name.note.contains(','), "{}", name.note);
        }
    }

    #[test]
    fn a_star_stands_for_a_machine_type() {
        assert_eq!(captured("Redis *", "Redis cache.r7g.large"), Some("cache.r7g.large"));
        assert_eq!(captured("Redis *", "Redis on demand"), None);
        assert_eq!(captured("* on-demand", "ra3.large on-demand"), Some("ra3.large"));
        assert_eq!(captured("", ""), Some(""));
        assert_eq!(captured("gp2", "gp3"), None);
    }

    #[test]
    fn the_narrowest_region_wins() {
        let names = Names::embedded().unwrap();
        let label = |region| Label {
            service: "AWS data transfer",
            region,
            sku: "",
            meter: "Outbound data transfer to Internet",
            unit: "GB",
            price: "",
        };
        assert_eq!(names.find(&label("us-gov-east-1")).unwrap().free, "");
        assert!(names.find(&label("eu-west-1")).unwrap().free.starts_with("always:100:"));
    }
}
