//! What a search asks: words, and properties such as `vcpu>=8`.

use std::cmp::Ordering;

use costmodel_core::unit::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::problem::Fault;
use crate::similar::did_you_mean;

/// A search: everything has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words found anywhere in the key or in what the SKU is made of, in lower case.
    pub words: Vec<String>,
    /// Properties, as they were understood.
    pub wants: Vec<Want>,
    /// In what order hits come.
    pub sort: Sort,
    /// The day whose prices are meant; `None` is the date of the book.
    pub on: Option<Date>,
}

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By provider, service, region, SKU and meter.
    #[default]
    Name,
    /// The cheapest unit first; compare only what is counted in one unit.
    Price,
}

/// One property a hit must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// Its name, one of [`Query::PROPERTIES`].
    pub property: &'static str,
    /// How it is compared.
    pub compare: Compare,
    /// With what.
    pub value: Value,
}

/// How a property is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Is,
    /// `!=`
    IsNot,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// With what a property is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text in lower case; `*` at its end stands for any rest, `none` for nothing.
    Text(String),
    /// A number, in the property's own unit.
    Number(Decimal),
}

/// Signs, the longer of two that begin alike first.
const SIGNS: [(&str, Compare); 6] = [
    (">=", Compare::AtLeast),
    ("<=", Compare::AtMost),
    ("!=", Compare::IsNot),
    ("=", Compare::Is),
    ("<", Compare::Below),
    (">", Compare::Above),
];

const TEXTS: [&str; 10] =
    ["provider", "service", "region", "sku", "meter", "os", "family", "arch", "gpu", "unit"];

impl Query {
    /// The properties: texts first, then numbers. Memory is in GiB, context in tokens, price for one unit.
    pub const PROPERTIES: [&'static str; 17] = [
        "provider",
        "service",
        "region",
        "sku",
        "meter",
        "os",
        "family",
        "arch",
        "gpu",
        "unit",
        "vcpu",
        "memory",
        "gpus",
        "gpu-memory",
        "price",
        "context",
        "max-output",
    ];

    /// Reads words as a person types them; `sort=price` and `on=2027-01-31` may stand among them.
    ///
    /// # Errors
    /// Every word that is not understood.
    ///
    /// ```
    /// use costmodel_pricebook::{Query, Sort};
    /// let query = Query::parse(&["m7i", "vcpu>=8", "memory>=32GiB", "gpu=none", "sort=price"]).unwrap();
    /// assert_eq!((query.words.len(), query.wants.len(), query.sort), (1, 3, Sort::Price));
    /// assert_eq!(Query::parse(&["vcpus>=8"]).unwrap_err()[0].hint, "did you mean `vcpu` or `gpus`?");
    /// ```
    pub fn parse<S: AsRef<str>>(words: &[S]) -> Result<Query, Vec<Fault>> {
        let (mut query, mut faults) = (Query::default(), Vec::new());
        for word in words.iter().flat_map(|word| word.as_ref().split_whitespace()) {
            if let Err(fault) = query.add(word) {
                faults.push(fault);
            }
        }
        if faults.is_empty() { Ok(query) } else { Err(faults) }
    }

    /// Adds that a property has to be a text: `query.only("region", "us-east-1")`.
    pub fn only(&mut self, property: &'static str, value: &str) {
        self.wants.push(Want { property, compare: Compare::Is, value: Value::Text(value.to_lowercase()) });
    }

    fn add(&mut self, word: &str) -> Result<(), Fault> {
        let first = word.find(['<', '>', '=', '!']).and_then(|at| word.split_at_checked(at));
        let signed = first.and_then(|(name, rest)| {
            SIGNS.iter().find_map(|(sign, compare)| Some((name, *compare, rest.strip_prefix(sign)?)))
        });
        let Some((name, compare, value)) = signed else {
            self.words.push(word.to_lowercase());
            return Ok(());
        };
        match (name, compare) {
            ("sort", Compare::Is) => self.sort = sort(value)?,
            ("on", Compare::Is) => self.on = Some(crate::cells::terms::date(value)?),
            _ => self.wants.push(want(name, compare, value)?),
        }
        Ok(())
    }
}

fn sort(value: &str) -> Result<Sort, Fault> {
    match value {
        "name" => Ok(Sort::Name),
        "price" => Ok(Sort::Price),
        _ => Err(Fault::new(format!("cannot sort by `{value}`"), "write `sort=price` or `sort=name`")),
    }
}

fn want(name: &str, compare: Compare, value: &str) -> Result<Want, Fault> {
    let Some(&property) = Query::PROPERTIES.iter().find(|property| **property == name) else {
        let otherwise = format!("properties are {}", Query::PROPERTIES.join(", "));
        let hint = did_you_mean(name, Query::PROPERTIES, &otherwise);
        return Err(Fault::new(format!("property `{name}` is unknown"), hint));
    };
    let value = if TEXTS.contains(&property) {
        if !matches!(compare, Compare::Is | Compare::IsNot) || value.is_empty() {
            return Err(Fault::new(
                format!("{property} is a text"),
                format!("write `{property}=…` or `{property}!=…`"),
            ));
        }
        Value::Text(value.to_lowercase())
    } else {
        Value::Number(number(property, value)?)
    };
    Ok(Want { property, compare, value })
}

/// `32`, and for memory `32GiB` or `32768MiB`.
fn number(property: &str, text: &str) -> Result<Decimal, Fault> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
    let read = number.parse::<Decimal>().ok();
    let scaled = match unit {
        "" => read,
        _ if property.ends_with("memory") => read.and_then(|number| in_gib(number, unit)),
        _ => None,
    };
    scaled.ok_or_else(|| {
        let example = if property.ends_with("memory") { "32GiB" } else { "8" };
        Fault::new(format!("{property} `{text}` is not a number"), format!("write `{property}>={example}`"))
    })
}

fn in_gib(number: Decimal, unit: &str) -> Option<Decimal> {
    let (unit, gib): (Unit, Unit) = (unit.parse().ok()?, "GiB".parse().ok()?);
    unit.factor(&gib, Decimal::ONE)?.apply(number)
}

impl Want {
    /// Whether a text has the property.
    pub(super) fn is_text(&self, own: &str) -> bool {
        let Value::Text(value) = &self.value else { return false };
        let own = own.to_lowercase();
        let same = match value.strip_suffix('*') {
            Some(start) => own.starts_with(start),
            None if value == "none" => own.is_empty(),
            // GPUs are known by many names: `a10g` finds `NVIDIA A10G`.
            None if self.property == "gpu" => !own.is_empty() && own.contains(value.as_str()),
            None => own == *value,
        };
        same == (self.compare == Compare::Is)
    }

    /// Whether a number has the property; one that is not known never has it.
    pub(super) fn is_number(&self, own: Option<Decimal>) -> bool {
        let (Value::Number(value), Some(own)) = (&self.value, own) else { return false };
        let order = own.cmp(value);
        match self.compare {
            Compare::Is => order == Ordering::Equal,
            Compare::IsNot => order != Ordering::Equal,
            Compare::Below => order == Ordering::Less,
            Compare::AtMost => order != Ordering::Greater,
            Compare::Above => order == Ordering::Greater,
            Compare::AtLeast => order != Ordering::Less,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_read() {
        let query = Query::parse(&["memory>=65536MiB price<0.5", "region=us-*", "on=2027-01-31"]).unwrap();
        assert_eq!(query.wants[0].value, Value::Number(64.into()));
        assert_eq!((query.wants[1].property, query.wants[1].compare), ("price", Compare::Below));
        assert!(query.wants[2].is_text("us-east-1") && !query.wants[2].is_text("eu-west-1"));
        assert_eq!(query.on.unwrap().to_string(), "2027-01-31");
    }

    #[test]
    fn every_odd_word_is_a_fault() {
        let faults =
            Query::parse(&["vcpu>=many", "arch>arm64", "sort=size", "prise<1", "price<5GiB"]).unwrap_err();
        assert_eq!(faults.len(), 5);
        assert_eq!(faults[3].hint, "did you mean `price`?");
    }
}
