//! `names.csv`: what a label of a source is called here, or why it is left out.

use crate::error::{Error, Result};
use crate::number::parse;
use rust_decimal::Decimal;

/// What to do with the rows a name matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A price: load it under the new name.
    Load,
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
}

impl Names {
    pub fn embedded() -> Result<Names> {
        Names::read(include_str!("../names.csv"))
    }

    fn read(text: &str) -> Result<Names> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut names = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| Error::new(format!("names.csv: {e}")))?;
            let line = record.position().map_or(0, csv::Position::line);
            names.push(Name::of(&record).map_err(|e| Error::at("names.csv", line, e))?);
        }
        Ok(Names(names))
    }

    pub fn covers(&self, service: &str) -> bool {
        self.0.iter().any(|n| n.raw_service == service)
    }

    /// The name with the narrowest region that matches.
    pub fn find(&self, label: &Label<'_>) -> Option<&Name> {
        let matching = |n: &&Name| n.matches(label);
        self.0
            .iter()
            .filter(matching)
            .max_by_key(|n| (n.raw_region != "*", !n.raw_meter.ends_with('*'), n.raw_meter.len()))
    }
}

impl Name {
    fn of(record: &csv::StringRecord) -> Result<Name> {
        let cell = |i: usize| {
            record.get(i).map(str::to_owned).ok_or_else(|| Error::new(format!("cell {i} missing")))
        };
        let action = match cell(5)?.as_str() {
            "load" => Action::Load,
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

    fn matches(&self, label: &Label<'_>) -> bool {
        let meter = match self.raw_meter.strip_suffix('*') {
            Some(prefix) => label.meter.starts_with(prefix),
            None => label.meter == self.raw_meter,
        };
        meter
            && label.service == self.raw_service
            && label.sku == self.raw_sku
            && label.unit == self.raw_unit
            && (self.raw_region == "*" || self.raw_region == label.region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_readable_and_names_are_kebab() {
        let kebab =
            |t: &str| t.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c));
        for name in Names::embedded().unwrap().0 {
            assert!(kebab(&name.sku) && kebab(&name.meter), "{} {}", name.sku, name.meter);
            assert!(name.action != Action::Load || !name.unit.is_empty(), "{}", name.raw_meter);
            assert!(!name.note.contains(','), "{}", name.note);
        }
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
        };
        assert_eq!(names.find(&label("us-gov-east-1")).unwrap().free, "");
        assert!(names.find(&label("eu-west-1")).unwrap().free.starts_with("always:100:"));
    }
}
