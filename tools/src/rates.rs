//! Rates of services of clouds and of software vendors: named, gathered by price, decided, loaded.

use crate::decide::{Gap, Quality, Tier, ladder};
use crate::error::Result;
use crate::facts::{Facts, File, Row};
use crate::ledger::{Ledger, Outcome};
use crate::managed::{self, Managed};
use crate::names::{Action, Label, Name, Names};
use crate::number::{parse, r0};
use crate::offers::{Offer, Piece, fuller_ladder, is_first_tier, is_last_step, said};
use crate::sources::Sources;
use crate::write::{LongRow, Output};
use crate::{aws_core, aws_data, azure, azure_found, found, gcp, platform};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const FILES: [&str; 14] = [
    "rates-aws.csv",
    "rates-aws-compute.csv",
    "rates-azure.csv",
    "rates-azure-compute.csv",
    "rates-gcp.csv",
    "rates-gcp-compute.csv",
    "rates-other.csv",
    "tools/facts/support.csv",
    "tools/facts/aws-feed.csv",
    "tools/facts/found.csv",
    "tools/facts/azure-found.csv",
    "tools/facts/gcp-catalog.csv",
    "tools/facts/gcp-found.csv",
    "tools/facts/gcp-pages.csv",
];

/// Say that a date is only the day the text was read: in notes, in the name of a source.
const ACCESSED: &str = "date_basis=accessed";
const UNDATED: &str = "undated";

/// What one price answers: service, region, sku, meter.
pub type Key = (String, String, String, String);

/// Pieces of a price by its first day and source. A price announced for a day does not compete with today's.
type Prices = BTreeMap<(Key, String), BTreeMap<String, Vec<Piece>>>;

/// Says in notes from what day on a price holds.
const FROM: &str = "from=";

pub fn convert(facts: &Facts, sources: &mut Sources, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let names = Names::embedded()?;
    let managed = managed::read(facts)?;
    let mut prices = Prices::new();
    for file in FILES {
        let file = facts.file(file)?;
        for row in &file.rows {
            let open = ledger.outcome(row.id).is_none();
            if open && names.covers(file.get(row, "service")?) {
                gather(facts, file, row, &names, &managed, ledger, &mut prices)?;
            }
        }
    }
    for (dated, by_source) in prices {
        let offers = by_source.into_values().map(Offer::of).collect();
        settle(facts, &dated, offers, sources, ledger, output)?;
    }
    aws_core::notes(ledger);
    aws_data::notes(ledger);
    azure::notes(ledger);
    platform::notes(ledger);
    gcp::notes(ledger);
    found::notes(ledger);
    azure_found::notes(ledger);
    Ok(())
}

fn gather(
    facts: &Facts,
    file: &File,
    row: &Row,
    names: &Names,
    managed: &Managed,
    ledger: &mut Ledger,
    prices: &mut Prices,
) -> Result<()> {
    let region = file.get(row, "region")?;
    let label = Label {
        service: file.get(row, "service")?,
        region,
        sku: file.get(row, "sku")?,
        meter: file.get(row, "meter")?,
        unit: file.get(row, "unit")?,
        price: file.get(row, "usd_per_unit")?,
    };
    let name = names.find(&label).ok_or_else(|| {
        let Label { service, region, sku, meter, unit, .. } = label;
        file.error(row, format!("no name for {service} | {region} | {sku} | {meter} | {unit}"))
    })?;
    let outcome = match name.action {
        action if action.loads() => {
            let piece = piece(file, row, &name)?;
            let place = if name.region.is_empty() { region } else { &name.region };
            let key = (name.service.clone(), place.into(), name.sku.clone(), name.meter.clone());
            if let Some(price) = managed.get(&key) {
                return match *price == piece.tier.price {
                    true => ledger.settle(facts, row.id, Outcome::Superseded(managed::SAME.to_owned())),
                    false => Err(file.error(row, format!("{} has {price} for {key:?}", managed::FILE))),
                };
            }
            let from = said(&piece.notes, FROM).unwrap_or_default().to_owned();
            prices.entry((key, from)).or_default().entry(piece.source.clone()).or_default().push(piece);
            return Ok(());
        }
        Action::Rule => Outcome::Loaded,
        Action::Drop => Outcome::Superseded(name.note.clone()),
        _ => Outcome::Rejected(name.note.clone()),
    };
    ledger.settle(facts, row.id, outcome)
}

fn piece(file: &File, row: &Row, name: &Name) -> Result<Piece> {
    let number = |column: &str| -> Result<Decimal> {
        let text = file.get(row, column)?;
        parse(text).ok_or_else(|| file.error(row, format!("{column} `{text}` is not a number")))
    };
    let bound = |column: &str| -> Result<Option<Decimal>> {
        match file.get(row, column)? {
            "" => Ok(None),
            _ => number(column).map(|b| Some(b / name.factor)),
        }
    };
    let mut name = name.clone();
    name.minimum = name.minimum.replace('*', file.get(row, "min_charge")?);
    let (price, rounded) = r0(number("usd_per_unit")? * name.factor);
    let start = bound("tier_start")?.unwrap_or_default();
    Ok(Piece {
        id: row.id,
        tier: Tier { start, end: bound("tier_end")?, price },
        rounded,
        name,
        notes: gcp::precision(file.get(row, "notes")?),
        as_of: file.get(row, "as_of")?.to_owned(),
        source: file.get(row, "source")?.to_owned(),
    })
}

/// Loads the best complete offer; the others are superseded, and an exact,
/// older, different price is kept as history.
fn settle(
    facts: &Facts,
    (key, from): &(Key, String),
    offers: Vec<Offer>,
    sources: &mut Sources,
    ledger: &mut Ledger,
    output: &mut Output,
) -> Result<()> {
    let (mut complete, broken): (Vec<_>, Vec<_>) = offers.into_iter().partition(|o| o.tiers.is_ok());
    complete.sort_by(|a, b| b.rank.cmp(&a.rank));
    if let Some(fuller) = fuller_ladder(&complete) {
        complete[..=fuller].rotate_right(1);
    }
    let best = complete.first().and_then(|o| o.tiers.clone().ok());
    for offer in broken {
        let gap = offer.tiers.err().unwrap_or(Gap::Empty).text();
        for piece in &offer.pieces {
            let outcome = match &best {
                Some(_) => Outcome::Superseded("part of a ladder; a complete one is used".into()),
                None => Outcome::Rejected(format!("incomplete ladder: {gap}")),
            };
            ledger.settle(facts, piece.id, outcome)?;
        }
    }
    let (service, region, ..) = key;
    let mut history = None;
    for (index, offer) in complete.iter().enumerate() {
        let tiers = offer.tiers.clone().unwrap_or_default();
        let older = index > 0 && complete.first().is_some_and(|b| offer.rank.observed < b.rank.observed);
        let outcome = if index == 0 {
            let row = LongRow { from: from.clone(), ..long_row(offer, &tiers, sources)? };
            for region in azure::places(region) {
                output.push(format!("{}/{region}.csv", folder(service)), row.clone());
            }
            Outcome::Loaded
        } else if Some(&tiers) == best.as_ref() {
            Outcome::Superseded("same price from a better source".into())
        } else if best.as_ref().is_some_and(|ladder| is_first_tier(&tiers, ladder)) {
            Outcome::Superseded("first tier of the ladder that is used, same price".into())
        } else if offer.rank.quality != Quality::Exact {
            Outcome::Superseded("other price; derived or rounded, a better source is used".into())
        } else if older && history.is_none() {
            history = Some(LongRow { from: from.clone(), ..long_row(offer, &tiers, sources)? });
            Outcome::Superseded("other price; older observation kept in history".into())
        } else {
            Outcome::Superseded("other price; a better source is used".into())
        };
        settle_pieces(facts, offer, outcome, ledger)?;
    }
    if let Some(row) = history {
        output.push(format!("{}/history/{region}.csv", folder(service)), row);
    }
    Ok(())
}

/// Where the tables of a service stand. One named with its folder is not of AWS.
fn folder(service: &str) -> String {
    match service.contains('/') {
        true => service.to_owned(),
        false => format!("aws/{service}"),
    }
}

/// Two labels of one source may mean the same price: the first counts.
fn settle_pieces(facts: &Facts, offer: &Offer, outcome: Outcome, ledger: &mut Ledger) -> Result<()> {
    let mut seen: Vec<&Tier> = Vec::new();
    for piece in &offer.pieces {
        let again = seen.contains(&&piece.tier);
        seen.push(&piece.tier);
        let outcome = match again {
            true => Outcome::Superseded("same price under another label of its source".into()),
            false => outcome.clone(),
        };
        ledger.settle(facts, piece.id, outcome)?;
    }
    Ok(())
}

fn long_row(offer: &Offer, tiers: &[Tier], sources: &mut Sources) -> Result<LongRow> {
    let Some(piece) = offer.pieces.first() else { return Ok(LongRow::default()) };
    let name = &piece.name;
    let stated = if name.meter.starts_with("storage") { minimum(&piece.notes) } else { String::new() };
    let minimum = if stated.is_empty() { name.minimum.clone() } else { stated };
    // Prices printed at few places rank with the derived ones, but are what their source says.
    let rounded = offer.pieces.iter().all(|p| p.notes.contains("precision=rounded"));
    let quality = if rounded { Quality::Rounded } else { offer.rank.quality };
    let how = match quality {
        Quality::Derived if is_last_step(&offer.pieces) => azure::BLOB_RULE,
        Quality::Derived => said(&piece.notes, "how=").unwrap_or("cost / quantity of an estimate"),
        Quality::Rounded => "printed rounded",
        Quality::Exact => "",
    };
    let parts = [name.note.as_str(), how];
    let src = sources.id(&piece.as_of, &piece.source)?;
    if offer.pieces.iter().any(|p| p.notes.contains(ACCESSED) || p.source.contains(UNDATED)) {
        sources.mark_accessed(&src);
    }
    Ok(LongRow {
        sku: name.sku.clone(),
        meter: name.meter.clone(),
        from: String::new(),
        unit: name.unit.clone(),
        mode: if tiers.len() > 1 { "graduated" } else { "flat" },
        price: ladder(tiers),
        minimum,
        free: name.free.clone(),
        scope: name.scope.clone(),
        quality: quality.text(),
        src,
        note: parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join("; "),
    })
}

/// `min_days=30;min_object_kb=128` → `days=30;size=131072`. An overhead of
/// 40 KB is 32 KiB at the class's own price and 8 KiB at the standard class's.
fn minimum(notes: &str) -> String {
    let mut parts = Vec::new();
    for note in notes.split(';') {
        match note.split_once('=') {
            Some(("min_days", days)) if days != "0" => parts.push(format!("days={days}")),
            Some(("min_object_kb", "128")) => parts.push("size=131072".to_owned()),
            Some(("object_overhead_kb", kb)) if kb.starts_with("40") => {
                parts.push("overhead=32768+8192".to_owned());
            }
            _ => {}
        }
    }
    parts.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offers::count_above_free;

    #[test]
    fn minimums_come_from_notes() {
        assert_eq!(minimum("min_days=30;min_object_kb=128;early_delete=x"), "days=30;size=131072");
        assert_eq!(
            minimum("min_days=90;object_overhead_kb=40 (32 at class rate + 8 at STANDARD)"),
            "days=90;overhead=32768+8192"
        );
        assert_eq!(minimum("min_days=0;min_object_kb=0;feed_published=2025-10-22"), "");
    }

    /// The piece of the first row of a file with all columns of rates.
    fn first_piece(row: &str, name: &str) -> Piece {
        let header = "service,region,sku,meter,unit,tier_start,tier_end,usd_per_unit,free_quantity,min_charge,\
                      notes,as_of,source";
        let file = File::read(0, "rates.csv".to_owned(), &format!("{header}\n{row}\n")).unwrap();
        let names = Names::embedded().unwrap();
        let get = |column| file.get(&file.rows[0], column).unwrap();
        let label = Label {
            service: get("service"),
            region: get("region"),
            sku: get("sku"),
            meter: get("meter"),
            unit: get("unit"),
            price: get("usd_per_unit"),
        };
        let found = names.find(&label).unwrap();
        assert_eq!(format!("{}/{} {}", folder(&found.service), found.sku, found.meter), name);
        piece(&file, &file.rows[0], &found).unwrap()
    }

    #[test]
    fn notes_say_how_a_price_was_derived() {
        let notes = "precision=derived;how=the code that costs 0.05 in us-east-1";
        assert_eq!(said(notes, "how="), Some("the code that costs 0.05 in us-east-1"));
        assert_eq!(said(notes, "feed_published="), None);
    }

    #[test]
    fn a_paid_tier_above_the_free_amount_begins_at_0() {
        let row = "Pinecone,all,Standard,egress,GB,100,,0.1,100,,,2026-10-07,s";
        let mut pieces = [first_piece(row, "saas/pinecone/database/standard egress")];
        count_above_free(&mut pieces);
        assert!(pieces[0].tier.start.is_zero() && pieces[0].name.free.starts_with("always:100:"));
    }

    #[test]
    fn bounds_that_count_the_free_part_move_down_by_it() {
        let step = |start: &str, end: &str| {
            let row = format!(
                "Compute Engine internet egress,us-central1,Standard Tier,internet data transfer out,GiB,{start},{end},\
                 0.05,,,,2024-08-09,s"
            );
            first_piece(&row, "gcp/egress/standard to-internet")
        };
        let mut pieces = [step("200", "10240"), step("10240", "")];
        count_above_free(&mut pieces);
        let bounds: Vec<_> = pieces.iter().map(|p| (p.tier.start, p.tier.end)).collect();
        assert_eq!(bounds, [(0.into(), Some(10_040.into())), (10_040.into(), None)]);
    }

    #[test]
    fn a_least_charge_is_the_facts_own() {
        let row = "AWS Support,all,Developer,gross monthly charges,dollar,0,,0.03,,29,,2024-10-22,s";
        assert_eq!(first_piece(row, "aws/support/developer charges").name.minimum, "charge=29");
    }
}
