//! Azure Retail Prices API: pages of prices, each naming the next.
//!
//! `retailPrice` is the price without discount, in the currency of the page; `tierMinimumUnits` the first unit it
//! holds for; a reservation's price is for its whole term. See "Azure Retail Prices REST API overview",
//! <https://learn.microsoft.com/en-us/rest/api/cost-management/retail-prices/azure-retail-prices>.

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

/// Hours of the terms that reservations are sold for.
const TERMS: [(&str, &str, u32); 3] =
    [("1 Year", "1y", 8_760), ("3 Years", "3y", 26_280), ("5 Years", "5y", 43_800)];

/// Reads one page; gives the address of the next.
pub(crate) fn read(input: impl Read, into: &mut Collector) -> Result<Option<String>, String> {
    let rules = Rules::read("serviceName", include_str!("names/azure.csv"));
    let mut next = None;
    document::read(input, |document, leash| {
        let mut page = Page { rules: &rules, into, leash, items: false, next: &mut next };
        Map(&mut page, leash).deserialize(&mut *document)?;
        required(page.items, "Items")
    })?;
    Ok(next)
}

struct Page<'a> {
    rules: &'a Rules,
    into: &'a mut Collector,
    leash: &'a Leash,
    items: bool,
    next: &'a mut Option<String>,
}

impl<'de> Entries<'de> for Page<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "Items" => {
                self.items = true;
                let (rules, into) = (self.rules, &mut *self.into);
                map.next_value_seed(list(|item: Item| item.add(rules, into), self.leash))
            }
            "NextPageLink" => {
                let link: Option<String> = map.next_value()?;
                *self.next = link.filter(|link| !link.is_empty());
                Ok(())
            }
            _ => map.next_value_seed(Skip(self.leash)),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    currency_code: String,
    retail_price: Figure,
    #[serde(default)]
    tier_minimum_units: Option<Figure>,
    #[serde(default)]
    arm_region_name: String,
    #[serde(default)]
    effective_start_date: String,
    meter_name: String,
    product_name: String,
    #[serde(default)]
    sku_name: String,
    service_name: String,
    unit_of_measure: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    arm_sku_name: String,
    #[serde(default)]
    reservation_term: Option<String>,
    #[serde(default)]
    savings_plan: Vec<SavingsPlan>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavingsPlan {
    retail_price: Figure,
    term: String,
}

impl Item {
    fn add(self, rules: &Rules, into: &mut Collector) {
        into.entry();
        let what = format!("azure: {} / {} / {}", self.product_name, self.sku_name, self.meter_name);
        if self.currency_code != "USD" {
            return into.refuse(&what, "it has no price in USD");
        }
        let outcome = match self.service_name.as_str() {
            "Virtual Machines" => self.machine(into),
            _ => self.named(rules, into),
        };
        if let Err(why) = outcome {
            into.refuse(&what, &why);
        }
    }

    fn since(&self) -> Option<Date> {
        self.effective_start_date.get(..10)?.parse().ok()
    }

    fn told(&self) -> Result<Told, String> {
        let from = self.tier_minimum_units.as_ref().map_or(Ok(Decimal::ZERO), |from| decimal(&from.0))?;
        Ok(Told { from, since: self.since(), ..Told::flat(decimal(&self.retail_price.0)?) })
    }

    fn unmapped(&self, into: &mut Collector, of: &str) {
        into.unmapped(&format!("azure: {}{of}", self.service_name));
    }

    /// A machine is called by its size, and its meter by what is bought.
    fn machine(&self, into: &mut Collector) -> Result<(), String> {
        let (sku, region) = (self.arm_sku_name.as_str(), self.arm_region_name.as_str());
        if !is_name(sku) || !is_name(region) {
            self.unmapped(into, ": without a size or a region");
            return Ok(());
        }
        let is_low = self.sku_name.contains("Low Priority") || self.meter_name.contains("Low Priority");
        let is_other = ["CloudServices", "Cloud Services", "Dedicated Host"]
            .iter()
            .any(|word| self.product_name.contains(word));
        if is_low || is_other {
            self.unmapped(into, if is_low { ": low priority" } else { ": other than machines" });
            return Ok(());
        }
        let os = if self.product_name.contains("Windows") { "windows/" } else { "" };
        let is_spot = self.sku_name.contains("Spot") || self.meter_name.contains("Spot");
        let hours = "Hours".parse()?;
        match self.kind.as_str() {
            "Consumption" => {
                if self.unit_of_measure != "1 Hour" {
                    return Err(format!("it is sold by `{}`, not by `1 Hour`", self.unit_of_measure));
                }
                let meter = format!("{os}{}", if is_spot { "spot" } else { "on-demand" });
                into.add(["azure", "vm", region, sku, &meter], &hours, self.told()?);
                for plan in self.savings_plan.iter().filter(|_| !is_spot) {
                    let Some((_, years, _)) = TERMS.iter().find(|(term, ..)| *term == plan.term) else {
                        continue;
                    };
                    let price = decimal(&plan.retail_price.0)?;
                    let meter = format!("{os}savings-plan-{years}");
                    let told = Told { since: self.since(), ..Told::flat(price) };
                    into.add(["azure", "vm", region, sku, &meter], &hours, told);
                }
                Ok(())
            }
            // A reservation is of the machine alone, whatever system runs on it; its price is for the term.
            "Reservation" => {
                let term = self.reservation_term.as_deref().unwrap_or("");
                let Some((_, years, hours_of)) = TERMS.iter().find(|(known, ..)| *known == term) else {
                    return Err(format!("its term is `{term}`"));
                };
                let total = decimal(&self.retail_price.0)?;
                let hourly =
                    total.checked_div(Decimal::from(*hours_of)).ok_or("its price is out of range")?;
                let told = Told { since: self.since(), ..Told::flat(hourly) };
                let meter = format!("reservation-{years}");
                into.add(["azure", "vm", region, sku, &meter], &hours, told);
                Ok(())
            }
            other => {
                self.unmapped(into, &format!(": {other}"));
                Ok(())
            }
        }
    }

    /// Everything else has the name its row in the table gives.
    fn named(&self, rules: &Rules, into: &mut Collector) -> Result<(), String> {
        if self.kind != "Consumption" {
            self.unmapped(into, &format!(": {}", self.kind));
            return Ok(());
        }
        let of = |attribute: &str| {
            Some(match attribute {
                "serviceName" => self.service_name.clone(),
                "productName" => self.product_name.clone(),
                "skuName" => self.sku_name.clone(),
                "meterName" => self.meter_name.clone(),
                "armSkuName" => self.arm_sku_name.clone(),
                _ => return None,
            })
        };
        let named = rules.name(of).and_then(|named| Some((rules.rule(named.rule)?, named)));
        let Some((rule, named)) = named else {
            self.unmapped(into, "");
            return Ok(());
        };
        let region = if rule.region.is_empty() { self.arm_region_name.as_str() } else { &rule.region };
        if !is_name(region) {
            self.unmapped(into, ": without a region");
            return Ok(());
        }
        if !rule.counts_in(&self.unit_of_measure) {
            return Err(format!(
                "it is sold by `{}`, which is not the unit its name stands for",
                self.unit_of_measure
            ));
        }
        into.add(["azure", &rule.service, region, &named.sku, &named.meter], &rule.unit, self.told()?);
        Ok(())
    }
}
