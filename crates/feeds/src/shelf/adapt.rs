//! A price of a feed said as the book says it: in the book's unit, with its rule for steps and free amounts.

use costmodel_core::num::{Quantity, Rounding, UnitPrice};
use costmodel_core::rate::{Rate, Schedule, Step, Tiers};
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::figure::conversion;
use crate::reading::Offer;

/// The schedule of an offer in the terms of the rate the book has, and whether places were lost.
pub(super) fn adapt(offer: &Offer, rate: &Rate) -> Result<(Schedule, bool), String> {
    let Some(by) = conversion(&offer.unit, &rate.unit) else {
        return Err(format!("it is counted in {}, the book counts in {}", offer.unit, rate.unit));
    };
    let mut rounded = offer.rounded;
    let schedule =
        in_unit(&offer.schedule, by, &mut rounded).ok_or("it is out of range in the book's unit")?;
    let schedule = match (schedule, &rate.schedule) {
        (_, Schedule::Term { .. }) => {
            return Err("the book's price is paid at the start of a term".to_owned());
        }
        // Whether started units count is the vendor's rule, which feeds do not tell.
        (Schedule::Flat(price), Schedule::Block(_)) => Schedule::Block(price),
        (Schedule::Volume(tiers), Schedule::Volume(known)) => Schedule::Volume(with_signs_of(tiers, known)?),
        (schedule, _) => schedule,
    };
    Ok((without_free(schedule, rate), rounded))
}

/// A price per unit in another unit of the same thing: a price is multiplied by what a bound is divided by.
fn in_unit(schedule: &Schedule, (times, over): (Decimal, Decimal), rounded: &mut bool) -> Option<Schedule> {
    let mut price = |price: UnitPrice| {
        let exact = price.to_decimal().checked_mul(times)?.checked_div(over)?;
        let amount = UnitPrice::from_decimal(exact, Rounding::HalfEven).ok()?;
        *rounded |= amount.to_decimal() != exact;
        Some(amount)
    };
    Some(match schedule {
        Schedule::Flat(flat) => Schedule::Flat(price(*flat)?),
        Schedule::Block(block) => Schedule::Block(price(*block)?),
        Schedule::Graduated(tiers) => {
            let above = tiers.above().iter().map(|step| {
                let bound = step.bound.to_decimal().checked_mul(over)?.checked_div(times)?;
                let bound = Quantity::from_decimal(bound, Rounding::Exact).ok()?;
                Some(Step { bound, price: price(step.price)?, ..*step })
            });
            let above = above.collect::<Option<Vec<_>>>()?;
            Schedule::Graduated(Tiers::new(price(tiers.first())?, above).ok()?)
        }
        // Its bounds count the input of a request, not the unit of the price.
        Schedule::Volume(tiers) => {
            let above = tiers.above().iter().map(|step| Some(Step { price: price(step.price)?, ..*step }));
            let above = above.collect::<Option<Vec<_>>>()?;
            Schedule::Volume(Tiers::new(price(tiers.first())?, above).ok()?)
        }
        Schedule::Term { .. } => return None,
    })
}

/// Whether a bound belongs to the step below or above it is not told by feeds: where the book knows a bound, it
/// knows that too.
fn with_signs_of(tiers: Tiers, known: &Tiers) -> Result<Tiers, String> {
    let sign = |step: &Step| {
        let same = known.above().iter().find(|other| other.bound == step.bound);
        Step { inclusive: same.map_or(step.inclusive, |same| same.inclusive), ..*step }
    };
    Tiers::new(tiers.first(), tiers.above().iter().map(sign).collect())
}

/// Some feeds write a free allowance as a first step at zero; the book has it apart, before the steps.
fn without_free(schedule: Schedule, rate: &Rate) -> Schedule {
    let (Schedule::Graduated(tiers), Some(free)) = (&schedule, &rate.free) else { return schedule };
    let [paid, more @ ..] = tiers.above() else { return schedule };
    if !tiers.first().is_zero() || paid.bound != free.amount {
        return schedule;
    }
    let above: Option<Vec<Step>> =
        more.iter().map(|step| Some(Step { bound: step.bound.checked_sub(free.amount)?, ..*step })).collect();
    match above {
        Some(above) if above.is_empty() => Schedule::Flat(paid.price),
        Some(above) => Tiers::new(paid.price, above).map_or(schedule, Schedule::Graduated),
        None => schedule,
    }
}

/// A schedule in another unit of the same thing.
pub(super) fn convert(schedule: &Schedule, from: &Unit, to: &Unit, rounded: &mut bool) -> Option<Schedule> {
    in_unit(schedule, conversion(from, to)?, rounded)
}

/// A unit new rows of the book are written in: per million where one would be many zeros.
pub(super) fn readable(unit: &Unit, schedule: &Schedule) -> Option<Unit> {
    let tiny = UnitPrice::from_raw(10_000_000);
    let is_tiny = schedule.first_price() < tiny && !schedule.first_price().is_zero();
    (is_tiny && unit.count() == 1 && !unit.is_timed())
        .then(|| format!("1000000 {unit}").parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use costmodel_core::book::Key;

    fn rate(unit: &str, mode: &str, free: &str) -> Rate {
        let row = format!(
            "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\na,x,{unit},{mode},,{free},,,exact,s,\n"
        );
        let files = [("sources.csv", "id,as_of,source\ns,2026-11-01,list\n"), ("acme/q/r.csv", row.as_str())];
        let book = costmodel_pricebook::from_tables(&files).unwrap();
        book.find(&Key::new("acme", "q", "r", "a", "x"), book.date).unwrap().remove(0)
    }

    fn offer(unit: &str, mode: &str) -> Offer {
        let rate = rate(unit, mode, "");
        let key = Key::new("acme", "q", "r", "a", "x");
        Offer { key, unit: rate.unit, schedule: rate.schedule, announced: None, since: None, rounded: false }
    }

    #[test]
    fn prices_are_said_in_the_unit_of_the_book() {
        let (schedule, rounded) =
            adapt(&offer("Requests", "flat,0.0000002"), &rate("1000000 Requests", "flat,0.2", "")).unwrap();
        assert_eq!((schedule.first_price().to_string().as_str(), rounded), ("0.2", false));
        let tiers = offer("Requests", "graduated,0.0000004;1000000000:0.0000003");
        let (schedule, _) = adapt(&tiers, &rate("1000000 Requests", "flat,0.4", "")).unwrap();
        assert_eq!(schedule.tiers().unwrap().above()[0].bound, Quantity::from_units(1_000));
        let (_, rounded) =
            adapt(&offer("vCPU-Hours", "flat,0.1"), &rate("vCPU-Seconds", "flat,0.1", "")).unwrap();
        assert!(rounded);
        let why = adapt(&offer("GiB-Hours", "flat,0.1"), &rate("GiB-Months", "flat,0.1", "")).unwrap_err();
        assert!(why.contains("counts in GiB-Months"), "{why}");
    }

    #[test]
    fn rules_that_feeds_do_not_tell_stay_the_book_s() {
        let (block, _) =
            adapt(&offer("1000 Requests", "flat,0.1"), &rate("1000 Requests", "block,0.1", "")).unwrap();
        assert_eq!(block.name(), "block");
        let known = rate("Tokens", "volume,1;>=200000:2", "");
        let (volume, _) = adapt(&offer("Tokens", "volume,1;>200000:3"), &known).unwrap();
        assert!(volume.tiers().unwrap().above()[0].inclusive);
    }

    #[test]
    fn a_first_step_at_zero_is_the_free_amount_of_the_book() {
        let known = rate("GiB-Months", "flat,0.25", "always:25:acme/free");
        let (schedule, _) = adapt(&offer("GiB-Months", "graduated,0;25:0.25"), &known).unwrap();
        assert_eq!(schedule, known.schedule);
        let (tiers, _) = adapt(&offer("GiB-Months", "graduated,0;25:0.25;125:0.2"), &known).unwrap();
        assert_eq!(tiers.tiers().unwrap().above()[0].bound, Quantity::from_units(100));
        let (other, _) = adapt(&offer("GiB-Months", "graduated,0;30:0.25"), &known).unwrap();
        assert_eq!(other.tiers().unwrap().count(), 2);
    }
}
