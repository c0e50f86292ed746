//! Azure Retail Prices API: pages of prices, each naming the next.
//!
//! `retailPrice` is the price without discount, in the currency of the page; `tierMinimumUnits` the first unit it
//! holds for; a reservation's price is for its whole term. See "Azure Retail Prices REST API overview",
//! <https://learn.microsoft.com/en-us/rest/api/cost-management/retail-prices/azure-retail-prices>.

mod names;

use std::io::Read;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{DeserializeSeed, MapAccess};

use crate::document::{self, Entries, Map, Skip, list, required};
use crate::figure::{Figure, decimal};
use crate::leash::Leash;
use crate::names::is_name;
use crate::reading::{Collector, Told};

use self::names::Names;

/// Hours of the terms that reservations are sold for.
const TERMS: [(&str, &str, u32); 3] =
    [("1 Year", "1y", 8_760), ("3 Years", "3y", 26_280), ("5 Years", "5y", 43_800)];

/// Reads one page; gives the address of the next.
pub(crate) fn read(input: impl Read, into: &mut Collector) -> Result<Option<String>, String> {
    let rules = Names::all();
    let mut next = None;
    document::read(input, |document, leash| {
        let mut page = Page { rules: &rules, into, leash, items: false, next: &mut next };
        Map(&mut page, leash).deserialize(&mut *document)?;
        required(page.items, "Items")
    })?;
    Ok(next)
}

struct Page<'a> {
    rules: &'a Names,
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
    /// The last day of a price that was followed by another.
    #[serde(default)]
    effective_end_date: Option<String>,
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
    fn add(self, rules: &Names, into: &mut Collector) {
        into.entry();
        let what = format!("azure: {} / {} / {}", self.product_name, self.sku_name, self.meter_name);
        if self.currency_code != "USD" {
            return into.refuse(&what, "it has no price in USD");
        }
        // A page keeps the price before beside the one that holds.
        if self.until().is_some_and(|until| until < into.as_of()) {
            return self.unmapped(into, ": no longer sold at that price");
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

    fn until(&self) -> Option<Date> {
        self.effective_end_date.as_ref()?.get(..10)?.parse().ok()
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
        let is_other = ["CloudServices", "Cloud Services", "DedicatedHost", "Dedicated Host"]
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
    fn named(&self, rules: &Names, into: &mut Collector) -> Result<(), String> {
        if self.kind != "Consumption" {
            self.unmapped(into, &format!(": {}", self.kind));
            return Ok(());
        }
        let product = format!("{} / {}", self.product_name, self.sku_name);
        let Some(name) = rules.of([&self.service_name, &product, &self.meter_name]) else {
            self.unmapped(into, "");
            return Ok(());
        };
        let own = match self.arm_region_name.as_str() {
            "Global" => "global",
            other => other,
        };
        let region = if name.region.is_empty() { own } else { &name.region };
        if !is_name(region) {
            self.unmapped(into, ": without a region");
            return Ok(());
        }
        if self.unit_of_measure != name.raw_unit {
            let unit = &self.unit_of_measure;
            return Err(format!("it is sold by `{unit}`, its name stands for `{}`", name.raw_unit));
        }
        let mut told = self.told()?;
        let factor = name.factor;
        told.price = told.price.checked_mul(factor).ok_or("its price is out of range")?;
        told.from = told.from.checked_div(factor).ok_or("its tier is out of range")?;
        into.add(["azure", &name.service, region, &name.sku, &name.meter], &name.unit, told);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(extra: &str) -> String {
        format!(
            r#"{{"currencyCode":"USD","tierMinimumUnits":0.0,"retailPrice":0.192,"armRegionName":"westeurope",
                "effectiveStartDate":"2026-01-01T00:00:00Z","meterName":"D4s v5","productName":"Virtual Machines Dsv5 Series",
                "skuName":"D4s v5","serviceName":"Virtual Machines","unitOfMeasure":"1 Hour","type":"Consumption",
                "armSkuName":"Standard_D4s_v5"{extra}}}"#
        )
    }

    fn read_items(items: &[String]) -> crate::Reading {
        let page = format!(r#"{{"Items":[{}],"NextPageLink":null,"Count":1}}"#, items.join(","));
        let mut collector = Collector::new(jiff::civil::date(2026, 11, 24));
        assert_eq!(read(page.as_bytes(), &mut collector), Ok(None));
        collector.finish()
    }

    #[test]
    fn machines_are_named_by_what_is_bought() {
        let plan = r#","savingsPlan":[{"unitPrice":0.1,"retailPrice":0.13,"term":"1 Year"}]"#;
        let items = [
            item(plan),
            item("").replace("Dsv5 Series", "Dsv5 Series Windows").replace("0.192", "0.376"),
            item("")
                .replace("\"skuName\":\"D4s v5\"", "\"skuName\":\"D4s v5 Spot\"")
                .replace("0.192", "0.05"),
            item(r#","reservationTerm":"1 Year""#)
                .replace("Consumption", "Reservation")
                .replace("0.192", "876"),
            item("").replace("\"skuName\":\"D4s v5\"", "\"skuName\":\"D4s v5 Low Priority\""),
        ];
        let reading = read_items(&items);
        let told: Vec<(String, String)> = reading
            .offers()
            .iter()
            .map(|offer| (offer.key.meter.clone(), offer.schedule.first_price().to_string()))
            .collect();
        let expected = [
            ("on-demand", "0.192"),
            ("reservation-1y", "0.1"),
            ("savings-plan-1y", "0.13"),
            ("spot", "0.05"),
            ("windows/on-demand", "0.376"),
        ];
        assert_eq!(told, expected.map(|(meter, price)| (meter.to_owned(), price.to_owned())));
        assert_eq!(reading.unmapped.get("azure: Virtual Machines: low priority"), Some(&1));
    }

    #[test]
    fn whole_hosts_are_no_machines() {
        let host = item("")
            .replace("Virtual Machines Dsv5 Series", "Dsv5 Series DedicatedHost")
            .replace("Standard_D4s_v5", "Dsv5_Type1");
        let reading = read_items(&[host]);
        assert!(reading.offers().is_empty());
        assert_eq!(reading.unmapped.get("azure: Virtual Machines: other than machines"), Some(&1));
    }

    #[test]
    fn prices_that_ended_are_left_out() {
        let ended = item(r#","effectiveEndDate":"2026-10-31T23:59:00Z""#).replace("0.192", "0.5");
        let holds = item(r#","effectiveEndDate":"2026-11-24T23:59:00Z""#);
        let reading = read_items(&[ended, holds]);
        assert_eq!(reading.refused, crate::Refused::default());
        assert_eq!(reading.offers().len(), 1);
        assert_eq!(reading.offers()[0].schedule.first_price().to_string(), "0.192");
        assert_eq!(reading.unmapped.get("azure: Virtual Machines: no longer sold at that price"), Some(&1));
    }

    #[test]
    fn units_are_held_to_the_table_of_names() {
        let of = |unit: &str, price: &str| {
            item("")
                .replace("\"serviceName\":\"Virtual Machines\"", "\"serviceName\":\"Functions\"")
                .replace("Virtual Machines Dsv5 Series", "Functions")
                .replace("\"skuName\":\"D4s v5\"", "\"skuName\":\"Standard\"")
                .replace("\"meterName\":\"D4s v5\"", "\"meterName\":\"Standard Total Executions\"")
                .replace("1 Hour", unit)
                .replace("0.192", price)
        };
        let reading = read_items(&[of("10", "0.000002")]);
        assert!(reading.offers()[0].key.to_string().starts_with("azure/functions/westeurope/"));
        assert_eq!(reading.offers()[0].schedule.first_price().to_string(), "0.2");
        let reading = read_items(&[of("1 Hour", "0.000002")]);
        assert!(reading.refused.first[0].contains("stands for `10`"), "{:?}", reading.refused);
        // The same of every region is counted, and said once.
        let twice = read_items(&[of("1 Hour", "0.000002"), of("1 Hour", "0.000002")]);
        assert_eq!((twice.refused.count, twice.refused.first.len()), (2, 1));
    }

    #[test]
    fn storage_is_named_by_product_sku_and_meter() {
        let of = |product: &str, sku: &str, meter: &str, unit: &str, from: &str, price: &str| {
            item("")
                .replace("\"serviceName\":\"Virtual Machines\"", "\"serviceName\":\"Storage\"")
                .replace("Virtual Machines Dsv5 Series", product)
                .replace("\"skuName\":\"D4s v5\"", &format!("\"skuName\":\"{sku}\""))
                .replace("\"meterName\":\"D4s v5\"", &format!("\"meterName\":\"{meter}\""))
                .replace("1 Hour", unit)
                .replace("\"tierMinimumUnits\":0.0", &format!("\"tierMinimumUnits\":{from}"))
                .replace("0.192", price)
        };
        let files = |from: &str, price: &str| {
            of("Files v2", "Cool GRS", "Cool GRS Data Stored", "1 GB/Month", from, price)
        };
        let disk = of("Premium SSD Managed Disks", "P10 LRS", "P10 LRS Disk", "1/Month", "0.0", "20");
        let reading = read_items(&[files("0.0", "0.04"), files("100.0", "0.03"), disk]);
        assert_eq!(reading.refused, crate::Refused::default());
        let told: Vec<String> =
            reading.offers().iter().map(|offer| format!("{} {}", offer.key, offer.unit)).collect();
        assert_eq!(
            told,
            [
                "azure/files/westeurope/cool-grs storage GiB-Months",
                "azure/managed-disks/westeurope/p10-lrs disk Months",
            ]
        );
        assert_eq!(reading.offers()[0].schedule.tiers().unwrap().count(), 2);
    }
}
