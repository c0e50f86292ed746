//! The JSON form: products by SKU, then terms by kind and SKU.

use std::collections::BTreeMap;
use std::io::Read;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::{DeserializeSeed, MapAccess};

use super::{Product, is_kept, reserved, rules};
use crate::document::{self, Entries, Map, Skip, error, required};
use crate::figure::decimal;
use crate::leash::Leash;
use crate::names::Rules;
use crate::reading::{Collector, Told};

/// Reads an offer file. Terms can only be read when their products are known: a document that has them the other
/// way round is read twice.
pub(crate) fn read<R: Read>(
    open: impl Fn() -> Result<R, String>,
    into: &mut Collector,
) -> Result<(), String> {
    let mut offer =
        Offer { rules: rules(), code: String::new(), known: BTreeMap::new(), early: false, again: false };
    loop {
        let mut input = open()?;
        document::read(&mut input, |document, leash| {
            let mut top = Top { offer: &mut offer, into, leash, products: false, terms: false };
            Map(&mut top, leash).deserialize(&mut *document)?;
            required(top.products, "products")?;
            required(top.terms, "terms")
        })?;
        if offer.again || !offer.early {
            return Ok(());
        }
        offer.again = true;
    }
}

/// A product that has a name.
struct Known {
    rule: usize,
    region: Box<str>,
    sku: Box<str>,
    meter: Box<str>,
}

struct Offer {
    rules: Rules,
    /// The code of the service, `AmazonEC2`.
    code: String,
    known: BTreeMap<Box<str>, Known>,
    /// Terms came before their products.
    early: bool,
    /// This is the second time.
    again: bool,
}

struct Top<'a> {
    offer: &'a mut Offer,
    into: &'a mut Collector,
    leash: &'a Leash,
    products: bool,
    terms: bool,
}

impl<'de> Entries<'de> for Top<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "offerCode" => self.offer.code = map.next_value()?,
            "products" if !self.offer.again => {
                self.products = true;
                let mut products = Products { offer: self.offer, into: self.into };
                map.next_value_seed(Map(&mut products, self.leash))?;
            }
            "terms" if self.offer.again || self.products => {
                self.terms = true;
                let mut kinds = Kinds { offer: self.offer, into: self.into, leash: self.leash };
                map.next_value_seed(Map(&mut kinds, self.leash))?;
            }
            "products" => {
                self.products = true;
                map.next_value_seed(Skip(self.leash))?;
            }
            "terms" => {
                self.terms = true;
                self.offer.early = true;
                map.next_value_seed(Skip(self.leash))?;
            }
            _ => map.next_value_seed(Skip(self.leash))?,
        }
        Ok(())
    }
}

struct Products<'a> {
    offer: &'a mut Offer,
    into: &'a mut Collector,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawProduct {
    #[serde(default)]
    product_family: String,
    attributes: BTreeMap<String, String>,
}

impl<'de> Entries<'de> for Products<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, sku: &str, map: &mut A) -> Result<(), A::Error> {
        let raw: RawProduct = map.next_value()?;
        self.into.entry();
        let rules = &self.offer.rules;
        let attributes: Vec<(String, String)> =
            raw.attributes.into_iter().filter(|(name, _)| is_kept(rules, name)).collect();
        let product =
            Product { offer: &self.offer.code, family: &raw.product_family, attributes: &attributes };
        match product.name(rules) {
            None => self.into.unmapped(&product.kind()),
            Some(_) if product.region().is_empty() => self.into.unmapped("AWS: a product without a region"),
            Some(named) => {
                let known = Known {
                    rule: named.rule,
                    region: product.region().into(),
                    sku: named.sku.into(),
                    meter: named.meter.into(),
                };
                self.offer.known.insert(sku.into(), known);
            }
        }
        Ok(())
    }
}

struct Kinds<'a> {
    offer: &'a mut Offer,
    into: &'a mut Collector,
    leash: &'a Leash,
}

impl<'de> Entries<'de> for Kinds<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, kind: &str, map: &mut A) -> Result<(), A::Error> {
        if !matches!(kind, "OnDemand" | "Reserved") {
            return map.next_value_seed(Skip(self.leash));
        }
        let mut terms = Terms { offer: self.offer, into: self.into, is_reserved: kind == "Reserved" };
        map.next_value_seed(Map(&mut terms, self.leash))
    }
}

struct Terms<'a> {
    offer: &'a Offer,
    into: &'a mut Collector,
    is_reserved: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Term {
    price_dimensions: BTreeMap<String, Dimension>,
    #[serde(default)]
    effective_date: String,
    #[serde(default)]
    term_attributes: TermAttributes,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TermAttributes {
    #[serde(rename = "LeaseContractLength")]
    length: String,
    #[serde(rename = "OfferingClass")]
    class: String,
    #[serde(rename = "PurchaseOption")]
    option: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dimension {
    unit: String,
    #[serde(default)]
    begin_range: String,
    price_per_unit: BTreeMap<String, String>,
}

impl<'de> Entries<'de> for Terms<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, sku: &str, map: &mut A) -> Result<(), A::Error> {
        let Some(known) = self.offer.known.get(sku) else {
            return map.next_value::<serde::de::IgnoredAny>().map(drop);
        };
        let rule = self.offer.rules.rule(known.rule).ok_or_else(|| error("a name without its rule"))?;
        for term in map.next_value::<BTreeMap<String, Term>>()?.into_values() {
            let meter = if self.is_reserved {
                let TermAttributes { length, class, option } = &term.term_attributes;
                let Some(meter) = reserved(&known.meter, length, class, option) else {
                    self.into.unmapped("AWS: reservations that are not paid by the hour alone");
                    continue;
                };
                meter
            } else {
                known.meter.to_string()
            };
            let key = ["aws", &rule.service, &known.region, &known.sku, &meter];
            let since = day(&term.effective_date);
            for dimension in term.price_dimensions.values() {
                // A reservation has a fee for its start beside its hours: of those without, it is zero or missing.
                if self.is_reserved && dimension.unit == "Quantity" {
                    continue;
                }
                match dimension.told(rule, since) {
                    Ok(told) => self.into.add(key, &rule.unit, told),
                    Err(why) => self.into.refuse(&format!("{} ({sku})", key.join("/")), &why),
                }
            }
        }
        Ok(())
    }
}

impl Dimension {
    fn told(&self, rule: &crate::names::Rule, since: Option<Date>) -> Result<Told, String> {
        let price = self.price_per_unit.get("USD").ok_or("it has no price in USD")?;
        told(rule, &self.unit, &self.begin_range, price, since)
    }
}

/// A step of a price, from its cells.
pub(super) fn told(
    rule: &crate::names::Rule,
    unit: &str,
    begin: &str,
    price: &str,
    since: Option<Date>,
) -> Result<Told, String> {
    if !rule.counts_in(unit) {
        let shown: String = unit.chars().take(40).collect();
        return Err(format!("it is counted in `{shown}`, which is not the unit its name stands for"));
    }
    let from = if begin.is_empty() { rust_decimal::Decimal::ZERO } else { decimal(begin)? };
    rule.in_unit(Told { from, since, ..Told::flat(decimal(price)?) })
}

/// The day of `2026-11-01T00:00:00Z` or `2026-11-01`.
pub(super) fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
