//! Google Cloud Billing Catalog: pages of SKUs, each with prices by region.
//!
//! A SKU has a description, regions, and tiers in its usage unit; `unitPrice` is whole units of the currency and
//! nanos of it. See "Method: services.skus.list",
//! <https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list>.

use std::io::Read;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{DeserializeSeed, MapAccess};

use crate::document::{self, Entries, Map, Skip, list, required};
use crate::figure::{Figure, decimal};
use crate::leash::Leash;
use crate::names::{Rules, is_name};
use crate::reading::{Collector, Told};

/// Reads one page; gives the token of the next.
pub(crate) fn read(input: impl Read, into: &mut Collector) -> Result<Option<String>, String> {
    let rules = Rules::read("service", include_str!("names/gcp.csv"));
    let mut next = None;
    document::read(input, |document, leash| {
        let mut page = Page { rules: &rules, into, leash, skus: false, next: &mut next };
        Map(&mut page, leash).deserialize(&mut *document)?;
        required(page.skus, "skus")
    })?;
    Ok(next)
}

struct Page<'a> {
    rules: &'a Rules,
    into: &'a mut Collector,
    leash: &'a Leash,
    skus: bool,
    next: &'a mut Option<String>,
}

impl<'de> Entries<'de> for Page<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "skus" => {
                self.skus = true;
                let (rules, into) = (self.rules, &mut *self.into);
                map.next_value_seed(list(|sku: Sku| sku.add(rules, into), self.leash))
            }
            "nextPageToken" => {
                let token: String = map.next_value()?;
                *self.next = Some(token).filter(|token| !token.is_empty());
                Ok(())
            }
            _ => map.next_value_seed(Skip(self.leash)),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sku {
    sku_id: String,
    description: String,
    category: Category,
    #[serde(default)]
    service_regions: Vec<String>,
    #[serde(default)]
    pricing_info: Vec<PricingInfo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Category {
    service_display_name: String,
    #[serde(default)]
    resource_family: String,
    #[serde(default)]
    resource_group: String,
    #[serde(default)]
    usage_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PricingInfo {
    #[serde(default)]
    effective_time: String,
    pricing_expression: Expression,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expression {
    usage_unit: String,
    tiered_rates: Vec<TieredRate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TieredRate {
    #[serde(default)]
    start_usage_amount: Option<Figure>,
    unit_price: Money,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Money {
    #[serde(default)]
    currency_code: String,
    #[serde(default)]
    units: Option<Figure>,
    #[serde(default)]
    nanos: i64,
}

impl Sku {
    fn add(self, rules: &Rules, into: &mut Collector) {
        into.entry();
        let what = format!("gcp: {} ({})", self.description, self.sku_id);
        let Category { service_display_name, resource_family, resource_group, usage_type } = &self.category;
        let of = |attribute: &str| {
            Some(match attribute {
                "service" => service_display_name.clone(),
                "family" => resource_family.clone(),
                "group" => resource_group.clone(),
                "usage" => usage_type.clone(),
                "description" => self.description.clone(),
                "regions" => self.service_regions.join(" "),
                _ => return None,
            })
        };
        let named = rules.name(of).and_then(|named| Some((rules.rule(named.rule)?, named)));
        let Some((rule, named)) = named else {
            return into.unmapped(&format!("gcp: {service_display_name}: {resource_family}"));
        };
        if self.service_regions.is_empty() && rule.region.is_empty() {
            return into.unmapped("gcp: a SKU without a region");
        }
        let told = match self.told(rule) {
            Ok(told) => told,
            Err(why) => return into.refuse(&what, &why),
        };
        let regions = if rule.region.is_empty() { self.service_regions } else { vec![rule.region.clone()] };
        for region in regions.iter().filter(|region| is_name(region)) {
            for told in &told {
                into.add(["gcp", &rule.service, region, &named.sku, &named.meter], &rule.unit, *told);
            }
        }
    }

    /// The steps of every price it has: the one that holds, and one that is announced.
    fn told(&self, rule: &crate::names::Rule) -> Result<Vec<Told>, String> {
        let mut steps = Vec::new();
        for info in &self.pricing_info {
            let expression = &info.pricing_expression;
            if !rule.counts_in(&expression.usage_unit) {
                let unit: String = expression.usage_unit.chars().take(40).collect();
                return Err(format!("it is counted in `{unit}`, which is not the unit its name stands for"));
            }
            let since: Option<Date> = info.effective_time.get(..10).and_then(|day| day.parse().ok());
            for rate in &expression.tiered_rates {
                let from =
                    rate.start_usage_amount.as_ref().map_or(Ok(Decimal::ZERO), |from| decimal(&from.0))?;
                let told = Told { from, since, ..Told::flat(rate.unit_price.amount()?) };
                steps.push(rule.in_unit(told)?);
            }
        }
        if steps.is_empty() { Err("it has no price".to_owned()) } else { Ok(steps) }
    }
}

impl Money {
    fn amount(&self) -> Result<Decimal, String> {
        if !matches!(self.currency_code.as_str(), "USD" | "") {
            return Err("it has no price in USD".to_owned());
        }
        let units = self.units.as_ref().map_or(Ok(Decimal::ZERO), |units| decimal(&units.0))?;
        let nanos = Decimal::try_new(self.nanos, 9).map_err(|_| "its price is out of range".to_owned())?;
        units.checked_add(nanos).ok_or_else(|| "its price is out of range".to_owned())
    }
}
