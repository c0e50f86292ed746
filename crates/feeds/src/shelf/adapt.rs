//! A price of a feed said as the book says it: in the book's unit, with its rule for steps and free amounts.

use costmodel_core::num::{Quantity, Rounding, UnitPrice};
use costmodel_core::rate::{Rate, Schedule, Step, Tiers};
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::figure::conversion;
use crate::reading::Offer;

/// An offer as the book says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Adapted {
    /// The price, without a first step that costs nothing.
    pub(super) schedule: Schedule,
    /// Whether places were lost.
    pub(super) rounded: bool,
    /// What costs nothing before it, in its unit, where the list says so.
    pub(super) free: Option<Quantity>,
}

/// An offer in the terms of the rate the book has, if it has one.
pub(super) fn adapt(offer: &Offer, rate: Option<&Rate>) -> Result<Adapted, String> {
    let (schedule, rounded) = match rate {
        Some(rate) => in_terms_of(offer, rate)?,
        None => (offer.schedule.clone(), offer.rounded),
    };
    let (schedule, free) = match rate {
        // Where the book has what is free as a step, it stays one.
        Some(rate) if rate.free.is_none() && begins_free(&rate.schedule) => (schedule, None),
        _ => without_free(schedule),
    };
    Ok(Adapted { schedule, rounded, free })
}

fn in_terms_of(offer: &Offer, rate: &Rate) -> Result<(Schedule, bool), String> {
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
    Ok((schedule, rounded))
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

fn begins_free(schedule: &Schedule) -> bool {
    matches!(schedule, Schedule::Graduated(tiers) if tiers.first().is_zero())
}

/// A free allowance that a feed writes as a first step at zero; the book has it apart, before the steps.
fn without_free(schedule: Schedule) -> (Schedule, Option<Quantity>) {
    let Schedule::Graduated(tiers) = &schedule else { return (schedule, None) };
    let Some((paid, more)) = tiers.above().split_first().filter(|_| tiers.first().is_zero()) else {
        return (schedule, None);
    };
    let free = paid.bound;
    let above: Option<Vec<Step>> =
        more.iter().map(|step| Some(Step { bound: step.bound.checked_sub(free)?, ..*step })).collect();
    let paid = match above {
        Some(above) if above.is_empty() => Ok(Schedule::Flat(paid.price)),
        Some(above) => Tiers::new(paid.price, above).map(Schedule::Graduated),
        None => return (schedule, None),
    };
    paid.map_or((schedule, None), |paid| (paid, Some(free)))
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
        let of = |offer: Offer, rate: Rate| adapt(&offer, Some(&rate));
        let flat = of(offer("Requests", "flat,0.0000002"), rate("1000000 Requests", "flat,0.2", "")).unwrap();
        assert_eq!((flat.schedule.first_price().to_string().as_str(), flat.rounded), ("0.2", false));
        let tiers = offer("Requests", "graduated,0.0000004;1000000000:0.0000003");
        let tiers = of(tiers, rate("1000000 Requests", "flat,0.4", "")).unwrap();
        assert_eq!(tiers.schedule.tiers().unwrap().above()[0].bound, Quantity::from_units(1_000));
        assert!(of(offer("vCPU-Hours", "flat,0.1"), rate("vCPU-Seconds", "flat,0.1", "")).unwrap().rounded);
        let why = of(offer("GiB-Hours", "flat,0.1"), rate("GiB-Months", "flat,0.1", "")).unwrap_err();
        assert!(why.contains("counts in GiB-Months"), "{why}");
    }

    #[test]
    fn rules_that_feeds_do_not_tell_stay_the_book_s() {
        let of = |offer: Offer, rate: Rate| adapt(&offer, Some(&rate)).unwrap().schedule;
        let block = of(offer("1000 Requests", "flat,0.1"), rate("1000 Requests", "block,0.1", ""));
        assert_eq!(block.name(), "block");
        let volume = of(offer("Tokens", "volume,1;>200000:3"), rate("Tokens", "volume,1;>=200000:2", ""));
        assert!(volume.tiers().unwrap().above()[0].inclusive);
    }

    #[test]
    fn a_first_step_at_zero_is_free_and_no_price() {
        let known = rate("GiB-Months", "flat,0.25", "always:25:acme/free");
        let unknown = rate("GiB-Months", "flat,0.25", "");
        for rate in [Some(&known), Some(&unknown), None] {
            let adapted = adapt(&offer("GiB-Months", "graduated,0;25:0.25"), rate).unwrap();
            assert_eq!(
                (adapted.schedule, adapted.free),
                (known.schedule.clone(), Some(Quantity::from_units(25)))
            );
        }
        let tiers =
            adapt(&offer("GiB-Months", "graduated,0;25:0.25;125:0.2"), Some(&known)).unwrap().schedule;
        assert_eq!(tiers.tiers().unwrap().above()[0].bound, Quantity::from_units(100));
        let paid = adapt(&offer("GiB-Months", "graduated,0.3;25:0.25"), Some(&known)).unwrap();
        assert_eq!((paid.schedule.tiers().unwrap().count(), paid.free), (2, None));
    }

    #[test]
    fn a_free_first_step_of_the_book_stays_one() {
        let known = rate("GiB", "graduated,0;25:0.25", "");
        let same = adapt(&offer("GiB", "graduated,0;25:0.25"), Some(&known)).unwrap();
        assert_eq!((same.schedule, same.free), (known.schedule.clone(), None));
        let dearer = adapt(&offer("GiB", "graduated,0;25:0.5"), Some(&known)).unwrap();
        assert!(dearer.schedule.first_price().is_zero() && dearer.schedule != known.schedule);
    }
}
