//! Which of a feed's entries have a name in the book: one table per vendor, read once.
//!
//! A row says what an entry has to be (`where`: attributes and their values, `|` between several, `*` at an end
//! for any beginning or ending) and what it is called. `{attribute}` in a name is that attribute's value. An
//! entry takes the first row that fits; a row without a service says that the entry is left out on purpose. A unit
//! may be a part: with `GiB-Months / 730` the feed tells the price of a 730th, an hour of the book's months.

use std::collections::BTreeMap;

use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::reading::Told;

/// A row of a table of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Attribute and what it may be.
    conditions: Vec<(String, Vec<String>)>,
    /// How the feed writes the unit, in lower case.
    raw_units: Vec<String>,
    /// What a price is per.
    pub(crate) unit: Unit,
    /// How many of what the feed's price is per make one.
    parts: Decimal,
    pub(crate) service: String,
    /// The region, if it is not the entry's.
    pub(crate) region: String,
    pub(crate) sku: String,
    pub(crate) meter: String,
}

/// A table of names.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
    /// Rules by the value of the table's first attribute; those with several stand under each.
    by_first: BTreeMap<String, Vec<usize>>,
    first: String,
    /// Every attribute that some row asks for or is named by.
    attributes: Vec<String>,
}

/// What an entry is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The number of the rule that named it.
    pub(crate) rule: usize,
    pub(crate) sku: String,
    pub(crate) meter: String,
}

impl Rules {
    /// Reads a table with the columns `where,raw_unit,unit,service,region,sku,meter`; rows that cannot be read are left out:
    /// a test counts them.
    pub(crate) fn read(first: &str, text: &str) -> Rules {
        let mut rules = Rules {
            rules: Vec::new(),
            by_first: BTreeMap::new(),
            first: first.to_owned(),
            attributes: Vec::new(),
        };
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        for record in reader.records().flatten() {
            let cells: Vec<&str> = record.iter().collect();
            if let Some(rule) = rule(&cells) {
                rules.add(rule);
            }
        }
        rules.attributes.sort();
        rules.attributes.dedup();
        rules
    }

    fn add(&mut self, rule: Rule) {
        self.attributes.extend(rule.conditions.iter().map(|(attribute, _)| attribute.clone()));
        for name in [&rule.sku, &rule.meter] {
            self.attributes.extend(placeholders(name).map(str::to_owned));
        }
        let firsts: Vec<String> = rule
            .conditions
            .iter()
            .find(|(attribute, _)| *attribute == self.first)
            .map(|(_, values)| values.clone())
            .unwrap_or_default();
        for value in firsts {
            self.by_first.entry(value).or_default().push(self.rules.len());
        }
        self.rules.push(rule);
    }

    /// Whether an attribute matters.
    pub(crate) fn asks_for(&self, attribute: &str) -> bool {
        attribute == self.first
            || self.attributes.binary_search_by(|known| known.as_str().cmp(attribute)).is_ok()
    }

    /// The name of an entry, if it has one.
    pub(crate) fn name(&self, of: impl Fn(&str) -> Option<String>) -> Option<Named> {
        let numbers = self.by_first.get(&of(&self.first)?)?;
        let fits = |number: &&usize| self.rules.get(**number).is_some_and(|rule| rule.fits(&of));
        let number = *numbers.iter().find(fits)?;
        let rule = self.rules.get(number).filter(|rule| !rule.service.is_empty())?;
        Some(Named { rule: number, sku: filled(&rule.sku, &of)?, meter: filled(&rule.meter, &of)? })
    }

    /// A rule by its number.
    pub(crate) fn rule(&self, number: usize) -> Option<&Rule> {
        self.rules.get(number)
    }
}

impl Rule {
    fn fits(&self, of: impl Fn(&str) -> Option<String>) -> bool {
        self.conditions.iter().all(|(attribute, values)| {
            let value = of(attribute).unwrap_or_default();
            values.iter().any(|wanted| is_like(&value, wanted))
        })
    }

    /// Whether the feed counts in the unit that the rule was written for.
    pub(crate) fn counts_in(&self, raw_unit: &str) -> bool {
        self.raw_units.iter().any(|known| known.eq_ignore_ascii_case(raw_unit.trim()))
    }

    /// A step as the feed tells it, said per unit of the rule.
    pub(crate) fn in_unit(&self, told: Told) -> Result<Told, String> {
        let price = told.price.checked_mul(self.parts);
        let from = told.from.checked_div(self.parts);
        let (price, from) = price.zip(from).ok_or("its price is out of range in the book's unit")?;
        Ok(Told { price, from, ..told })
    }
}

fn rule(cells: &[&str]) -> Option<Rule> {
    let [conditions, raw_unit, unit, service, region, sku, meter] = cells else { return None };
    let conditions = conditions
        .split(';')
        .map(|condition| {
            let (attribute, values) = condition.split_once('=')?;
            Some((attribute.to_owned(), values.split('|').map(str::to_owned).collect()))
        })
        .collect::<Option<Vec<_>>>()?;
    let (unit, parts) = unit.split_once(" / ").unwrap_or((unit, "1"));
    let parts = parts.parse().ok().filter(|parts: &Decimal| *parts >= Decimal::ONE)?;
    // A row that leaves entries out names no unit.
    let unit = if service.is_empty() { Unit::counted("none") } else { unit.parse().ok()? };
    Some(Rule {
        conditions,
        raw_units: raw_unit.split('|').map(str::to_owned).collect(),
        unit,
        parts,
        service: (*service).to_owned(),
        region: (*region).to_owned(),
        sku: (*sku).to_owned(),
        meter: (*meter).to_owned(),
    })
}

/// `*ing`, `any*`, `*middle*` or the word itself.
fn is_like(value: &str, wanted: &str) -> bool {
    match (wanted.strip_prefix('*'), wanted.strip_suffix('*')) {
        (Some(""), _) => true,
        (Some(rest), Some(_)) => value.contains(rest.strip_suffix('*').unwrap_or(rest)),
        (Some(ending), None) => value.ends_with(ending),
        (None, Some(beginning)) => value.starts_with(beginning),
        (None, None) => value == wanted,
    }
}

fn placeholders(name: &str) -> impl Iterator<Item = &str> {
    name.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(attribute, _)| attribute))
}

/// A name with its placeholders filled; `None` when the entry lacks one, or it is no name.
fn filled(name: &str, of: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut text = name.to_owned();
    for attribute in placeholders(name) {
        let value = of(attribute).filter(|value| is_name(value))?;
        text = text.replace(&format!("{{{attribute}}}"), &value);
    }
    Some(text)
}

/// Whether a cell of a table can hold it as a name.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 160
        && text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, ',' | '"' | '\''))
        && !text.starts_with(['=', '+', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "where,raw_unit,unit,service,region,sku,meter\n\
        kind=vm;os=Linux;use=*Usage:*,Hrs|Hours,Hours,ec2,,{type},on-demand\n\
        kind=vm;os=Windows,Hrs,Hours,ec2,,{type},windows/on-demand\n\
        kind=gone,,,,,,\n";

    fn name(pairs: &[(&str, &str)]) -> Option<(String, String)> {
        let rules = Rules::read("kind", TABLE);
        let of = |attribute: &str| {
            pairs.iter().find(|(name, _)| *name == attribute).map(|(_, value)| (*value).to_owned())
        };
        rules.name(of).map(|named| (named.sku, named.meter))
    }

    #[test]
    fn rows_fit_by_attributes() {
        let vm = [("kind", "vm"), ("os", "Linux"), ("use", "EU-BoxUsage:m5.large"), ("type", "m5.large")];
        assert_eq!(name(&vm), Some(("m5.large".into(), "on-demand".into())));
        assert_eq!(name(&[("kind", "vm"), ("os", "Linux"), ("use", "Box"), ("type", "m5.large")]), None);
        assert_eq!(name(&[("kind", "gone")]), None);
        assert_eq!(name(&[("kind", "vm"), ("os", "Windows"), ("type", "a,b")]), None);
        assert_eq!(name(&[("kind", "vm"), ("os", "Windows")]), None);
        assert!(
            Rules::read("kind", TABLE).asks_for("type") && !Rules::read("kind", TABLE).asks_for("colour")
        );
    }

    #[test]
    fn units_are_held_to_what_the_rule_was_written_for() {
        let rules = Rules::read("kind", TABLE);
        let rule = rules.rule(0).unwrap();
        assert!(rule.counts_in("hrs") && rule.counts_in("Hours") && !rule.counts_in("GB-Mo"));
    }

    #[test]
    fn a_price_of_a_part_is_said_of_the_whole() {
        let row = "where,raw_unit,unit,service,region,sku,meter\nkind=a,h,GiB-Months / 730,disk,,b,c\n";
        let rules = Rules::read("kind", row);
        let from = Decimal::from(1_460);
        let told = Told { from, ..Told::flat("0.0001507".parse().unwrap()) };
        let told = rules.rule(0).unwrap().in_unit(told).unwrap();
        assert_eq!((told.price.to_string().as_str(), told.from), ("0.1100110", Decimal::TWO));
        for wrong in ["0", "x", "-1"] {
            assert_eq!(Rules::read("kind", &row.replace("730", wrong)).rules.len(), 0);
        }
    }

    #[test]
    fn every_row_of_the_tables_is_read() {
        for (first, text) in [("offer", include_str!("aws.csv")), ("service", include_str!("gcp.csv"))] {
            let rows = text.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with('#')).count();
            let rules = Rules::read(first, text);
            assert_eq!(rules.rules.len(), rows);
            assert!(rules.rules.iter().all(|rule| rule.conditions.iter().any(|(name, _)| name == first)));
        }
    }
}
