//! Aurora instances: told apart by configuration, and filled in within their family.
//!
//! The dump of 2024-08 has one price for an engine and class, but Aurora sells each class twice:
//! with I/O billed apart (standard), and I/O-Optimized. Which of the two the dump kept changes
//! from class to class. Within a family prices are in proportion to size, so the price per
//! `large` of a family has two values, 1.3 apart: the lower is standard. That also gives the
//! price the dump left out, marked derived.

use crate::decide::{Quality, Rank};
use crate::error::Result;
use crate::facts::{Facts, File, Row, RowId};
use crate::ledger::{Ledger, Outcome};
use crate::number::{parse, plain};
use crate::sources::{Sources, trust};
use crate::write::{LongRow, Output};
use rust_decimal::{Decimal, RoundingStrategy};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "rates-aws.csv";

/// Families seen at one price per size only: it is the I/O-Optimized one. In us-west-2 and
/// us-east-1 prices are the same, and the other region has both; in eu-west-1 other families
/// are 1.03 to 1.18 times us-east-1, as these are against its I/O-Optimized prices.
const OPTIMIZED_ALONE: [(&str, &str); 4] =
    [("us-east-1", "db.t4g"), ("us-west-2", "db.t3"), ("eu-west-1", "db.t4g"), ("eu-west-1", "db.x2g")];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Config {
    Standard,
    Optimized,
}

impl Config {
    const ALL: [Config; 2] = [Config::Standard, Config::Optimized];

    fn text(self) -> &'static str {
        match self {
            Config::Standard => "standard",
            Config::Optimized => "io-optimized",
        }
    }
}

/// One raw price of a class.
struct Seen {
    id: RowId,
    region: String,
    engine: &'static str,
    class: String,
    /// Stated, or to be read off the price.
    config: Option<Config>,
    price: Decimal,
    rank: Rank,
}

/// region, family
type Family = (String, String);

/// engine, class, configuration
type Key = (&'static str, String, Config);

pub fn convert(facts: &Facts, sources: &mut Sources, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let file = facts.file(FILE)?;
    let mut families: BTreeMap<Family, Vec<Seen>> = BTreeMap::new();
    for row in &file.rows {
        if let Some(seen) = seen(file, row)? {
            let (family, _) = split(&seen.class).ok_or_else(|| file.error(row, "unknown class"))?;
            families.entry((seen.region.clone(), family.to_owned())).or_default().push(seen);
        }
    }
    for ((region, family), seen) in &families {
        let alone = OPTIMIZED_ALONE.contains(&(region.as_str(), family.as_str()));
        let mut best: BTreeMap<Key, &Seen> = BTreeMap::new();
        for one in seen {
            let key = (one.engine, one.class.clone(), one.config.unwrap_or_else(|| config(one, seen, alone)));
            let better = best.get(&key).is_none_or(|now| one.rank > now.rank);
            if let Some(other) = if better { best.insert(key, one) } else { Some(one) } {
                ledger.settle(
                    facts,
                    other.id,
                    Outcome::Superseded("same price from a better source".into()),
                )?;
            }
        }
        for row in rows(&best, sources)? {
            output.push(format!("aws/aurora/{region}.csv"), row);
        }
        for one in best.values() {
            ledger.settle(facts, one.id, Outcome::Loaded)?;
        }
    }
    Ok(())
}

fn seen(file: &File, row: &Row) -> Result<Option<Seen>> {
    let (service, sku) = (file.get(row, "service")?, file.get(row, "sku")?);
    let Some((engine, class, config)) = label(service, sku)
        .filter(|_| matches!(file.get(row, "meter"), Ok("DB instance on-demand" | "Database instance")))
    else {
        return Ok(None);
    };
    let text = |column| file.get(row, column).map(str::to_owned);
    let price = text("usd_per_unit")?;
    let source = text("source")?;
    Ok(Some(Seen {
        id: row.id,
        region: text("region")?,
        engine,
        class: class.to_owned(),
        config,
        price: parse(&price).ok_or_else(|| file.error(row, format!("price `{price}`")))?,
        rank: Rank {
            trust: trust(&source),
            quality: Quality::of(file.get(row, "notes")?),
            observed: text("as_of")?,
            own_bounds: true,
            as_of: text("as_of")?,
            source: Reverse(source),
        },
    }))
}

/// Engine, class, and the configuration where the label says it. The estimates name no
/// configuration, which is the standard one; without an engine it is MySQL, their default.
fn label<'a>(service: &str, sku: &'a str) -> Option<(&'static str, &'a str, Option<Config>)> {
    let standard = Some(Config::Standard);
    if service == "Amazon Aurora" {
        let dump = |engine, prefix| {
            let class = sku.strip_prefix(prefix)?.strip_suffix(" Single-AZ")?;
            Some((engine, class, None))
        };
        let estimate = || Some(("mysql", sku.strip_prefix("on-demand, ")?, standard));
        return dump("mysql", "Aurora MySQL ")
            .or_else(|| dump("postgresql", "Aurora PostgreSQL "))
            .or_else(estimate);
    }
    let (class, engine) = sku.strip_prefix("on-demand, Single-AZ, ")?.split_once(" / engine=")?;
    match engine {
        "aurora" | "aurora-mysql" => Some(("mysql", class, standard)),
        "aurora-postgresql" => Some(("postgresql", class, standard)),
        _ => None,
    }
    .filter(|_| service == "Amazon RDS")
}

/// `db.r6g.2xlarge` → family, and its size in `large`.
fn split(class: &str) -> Option<(&str, Decimal)> {
    let (family, size) = class.rsplit_once('.')?;
    let large = match size {
        "small" => Decimal::new(25, 2),
        "medium" => Decimal::new(5, 1),
        "large" => Decimal::ONE,
        "xlarge" => Decimal::TWO,
        _ => parse(size.strip_suffix("xlarge")?)? * Decimal::TWO,
    };
    Some((family, large))
}

fn per_large(seen: &Seen) -> Decimal {
    split(&seen.class).map_or(seen.price, |(_, size)| seen.price / size)
}

/// The configuration of a price, by the prices of its family.
fn config(one: &Seen, family: &[Seen], alone: bool) -> Config {
    let lowest = family.iter().map(per_large).min().unwrap_or(one.price);
    match alone || per_large(one) / lowest > Decimal::new(115, 2) {
        true => Config::Optimized,
        false => Config::Standard,
    }
}

/// What was observed, and for each engine and class the configuration that was not.
fn rows(best: &BTreeMap<Key, &Seen>, sources: &mut Sources) -> Result<Vec<LongRow>> {
    let mut rows = Vec::new();
    for ((engine, class, config), seen) in best {
        let quality = seen.rank.quality.text();
        rows.push(long_row((*engine, class, *config), seen, seen.price, quality, String::new(), sources)?);
    }
    let sold: BTreeSet<(&'static str, &String)> = best.keys().map(|(e, c, _)| (*e, c)).collect();
    for (engine, class) in sold {
        for config in Config::ALL {
            if best.contains_key(&(engine, class.clone(), config)) {
                continue;
            }
            let Some((from, price)) = filled(best, class, config) else { continue };
            let here = best.contains_key(&(from.engine, from.class.clone(), config));
            let how = if here { "" } else { " I/O-Optimized / 1.3" };
            let note = format!("from the price of {} {}{how}", from.engine, from.class);
            rows.push(long_row((engine, class, config), from, price, "derived", note, sources)?);
        }
    }
    Ok(rows)
}

/// I/O-Optimized over standard, in every family that is seen at both.
const OPTIMIZED_OVER_STANDARD: Decimal = Decimal::from_parts(13, 0, 0, false, 1);

/// The price of a class by another: the same class of the other engine, else the largest class
/// of the family, in proportion to size, at the three places the vendor prints. Where a family
/// is seen I/O-Optimized only, the standard price follows from that.
fn filled<'a>(best: &BTreeMap<Key, &'a Seen>, class: &str, config: Config) -> Option<(&'a Seen, Decimal)> {
    let (_, size) = split(class)?;
    let seen = || best.iter().filter(|((_, _, c), _)| *c == config).map(|(_, seen)| *seen);
    if let Some(same) = seen().find(|s| s.class == class) {
        return Some((same, same.price));
    }
    let largest = seen().max_by_key(|s| split(&s.class).map(|(_, size)| size));
    let (from, price) = match (largest, config) {
        (Some(largest), _) => (largest, per_large(largest) * size),
        (None, Config::Standard) => {
            let optimized = best.values().find(|s| s.class == class)?;
            (*optimized, optimized.price / OPTIMIZED_OVER_STANDARD)
        }
        (None, Config::Optimized) => return None,
    };
    Some((from, price.round_dp_with_strategy(3, RoundingStrategy::MidpointAwayFromZero)))
}

fn long_row(
    (engine, class, config): (&str, &str, Config),
    seen: &Seen,
    price: Decimal,
    quality: &'static str,
    note: String,
    sources: &mut Sources,
) -> Result<LongRow> {
    Ok(LongRow {
        sku: class.to_owned(),
        meter: format!("{engine}/{}/on-demand", config.text()),
        unit: "Hours".to_owned(),
        mode: "flat",
        price: plain(price),
        quality,
        src: sources.id(&seen.rank.as_of, &seen.rank.source.0)?,
        note,
        ..LongRow::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::Trust;

    fn one(class: &str, price: &str) -> Seen {
        Seen {
            id: RowId { file: 0, line: 0 },
            region: "us-east-1".into(),
            engine: "mysql",
            class: class.into(),
            config: None,
            price: parse(price).unwrap(),
            rank: Rank {
                trust: Trust::BillLine,
                quality: Quality::Exact,
                observed: "2024-08-09".into(),
                own_bounds: true,
                as_of: "2024-08-09".into(),
                source: Reverse("coroot/cloud-pricing@1".into()),
            },
        }
    }

    #[test]
    fn the_lower_price_of_a_family_is_standard() {
        let family = [one("db.r5.large", "0.29"), one("db.r5.xlarge", "0.754"), one("db.r5.2xlarge", "1.16")];
        let configs: Vec<Config> = family.iter().map(|s| config(s, &family, false)).collect();
        assert_eq!(configs, [Config::Standard, Config::Optimized, Config::Standard]);
        assert_eq!(config(&family[0], &family, true), Config::Optimized);
    }

    #[test]
    fn labels_tell_engine_and_class() {
        let dump = label("Amazon Aurora", "Aurora PostgreSQL db.r6g.large Single-AZ");
        assert_eq!(dump, Some(("postgresql", "db.r6g.large", None)));
        let estimate = label("Amazon RDS", "on-demand, Single-AZ, db.t3.large / engine=aurora");
        assert_eq!(estimate, Some(("mysql", "db.t3.large", Some(Config::Standard))));
        assert_eq!(label("Amazon RDS", "on-demand, Single-AZ, db.t3.large / engine=mysql"), None);
    }

    #[test]
    fn the_missing_configuration_is_in_proportion_to_size() {
        let (large, big) = (one("db.r6g.large", "0.338"), one("db.r6g.16xlarge", "8.306"));
        let best: BTreeMap<Key, &Seen> = [
            (("mysql", large.class.clone(), Config::Optimized), &large),
            (("mysql", big.class.clone(), Config::Standard), &big),
        ]
        .into();
        let (from, price) = filled(&best, "db.r6g.large", Config::Standard).unwrap();
        assert_eq!((from.class.as_str(), plain(price).as_str()), ("db.r6g.16xlarge", "0.26"));
        let rows = rows(&best, &mut Sources::default()).unwrap();
        assert_eq!(rows.len(), 4);
        assert_eq!(rows.iter().filter(|r| r.quality == "derived").count(), 2);
    }

    #[test]
    fn a_family_seen_optimized_only_has_a_standard_price_too() {
        let medium = one("db.t4g.medium", "0.095");
        let best: BTreeMap<Key, &Seen> =
            [(("mysql", medium.class.clone(), Config::Optimized), &medium)].into();
        let rows = rows(&best, &mut Sources::default()).unwrap();
        let standard = rows.iter().find(|r| r.meter == "mysql/standard/on-demand").unwrap();
        assert_eq!(standard.price, "0.073");
        assert_eq!(standard.note, "from the price of mysql db.t4g.medium I/O-Optimized / 1.3");
    }

    #[test]
    fn a_family_seen_standard_only_has_no_optimized_price() {
        let large = one("db.r4.large", "0.29");
        let best: BTreeMap<Key, &Seen> = [(("mysql", large.class.clone(), Config::Standard), &large)].into();
        assert_eq!(rows(&best, &mut Sources::default()).unwrap().len(), 1);
    }
}
