//! Price cells of long rows: `0.045`, `0.09;10240:0.085`, `5;>272000:10`.

use costmodel_core::num::{Quantity, UnitPrice};
use costmodel_core::rate::{Schedule, Step, Tiers};

use super::number;
use crate::problem::Fault;
use crate::similar::did_you_mean;

/// The words of the `mode` column.
pub(crate) const MODES: [&str; 4] = ["flat", "graduated", "volume", "block"];

/// Reads a price under its mode.
///
/// A bound without a sign belongs to the tier it opens, as with `>=`; only a volume price may say `>`.
pub(crate) fn parse(mode: &str, cell: &str) -> Result<Schedule, Fault> {
    match mode {
        "flat" => single(mode, cell).map(Schedule::Flat),
        "block" => single(mode, cell).map(Schedule::Block),
        "graduated" => tiers(mode, cell).map(Schedule::Graduated),
        "volume" => tiers(mode, cell).map(Schedule::Volume),
        _ => Err(Fault::new(
            format!("mode `{mode}` is unknown"),
            did_you_mean(mode, MODES, "write `flat`, `graduated`, `volume` or `block`"),
        )),
    }
}

/// Mode and cell of a schedule; `None` for a term, which only wide rows hold.
pub(crate) fn write(schedule: &Schedule) -> Option<(&'static str, String)> {
    let cell = match schedule {
        Schedule::Flat(price) | Schedule::Block(price) => price.to_string(),
        Schedule::Graduated(tiers) => steps(tiers, |_| ""),
        Schedule::Volume(tiers) => steps(tiers, |step| if step.inclusive { ">=" } else { ">" }),
        Schedule::Term { .. } => return None,
    };
    Some((schedule.name(), cell))
}

fn steps(tiers: &Tiers, sign: impl Fn(&Step) -> &'static str) -> String {
    let mut cell = tiers.first().to_string();
    for step in tiers.above() {
        cell.push_str(&format!(";{}{}:{}", sign(step), step.bound, step.price));
    }
    cell
}

fn single(mode: &str, cell: &str) -> Result<UnitPrice, Fault> {
    if cell.contains(';') {
        let hint = "say `graduated` or `volume`, or give one price";
        return Err(Fault::new(format!("a {mode} price has no tiers: `{cell}`"), hint));
    }
    number::price(cell)
}

fn tiers(mode: &str, cell: &str) -> Result<Tiers, Fault> {
    let mut parts = cell.split(';');
    let first = number::price(parts.next().unwrap_or(""))?;
    let above = parts.map(|part| step(mode, part)).collect::<Result<Vec<_>, _>>()?;
    if above.is_empty() {
        return Err(Fault::new(format!("a {mode} price has at least two tiers: `{cell}`"), "say `flat`"));
    }
    Tiers::new(first, above).map_err(|rise| Fault::new(rise, "sort the tiers by bound, the first from 0"))
}

fn step(mode: &str, part: &str) -> Result<Step, Fault> {
    let Some((bound, price)) = part.split_once(':') else {
        return Err(Fault::new(format!("tier `{part}` has no bound"), "write `<bound>:<price>`"));
    };
    let (bound, inclusive, signed) = match (bound.strip_prefix(">="), bound.strip_prefix('>')) {
        (Some(bound), _) => (bound, true, true),
        (None, Some(bound)) => (bound, false, true),
        (None, None) => (bound, true, false),
    };
    if signed && mode == "graduated" {
        let hint = "write the bound alone: both sides of it cost the same";
        return Err(Fault::new(format!("tier `{part}` of a graduated price has a sign"), hint));
    }
    let bound: Quantity = number::quantity(bound, "tier bound")?;
    Ok(Step { bound, inclusive, price: number::price(price)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_read() {
        let long_context = parse("volume", "5;>272000:10").unwrap();
        let tiers = long_context.tiers().unwrap();
        assert_eq!(tiers.reached(Quantity::from_units(272_000)), 0);
        assert_eq!(tiers.reached(Quantity::from_units(272_001)), 1);
        let inclusive = parse("volume", "2;>=200000:4").unwrap();
        assert_eq!(inclusive.tiers().unwrap().reached(Quantity::from_units(200_000)), 1);
        assert_eq!(parse("graduated", "0.09;10240:0.085;51200:0.07").unwrap().tiers().unwrap().count(), 3);
        assert_eq!(parse("block", "0.03").unwrap().name(), "block");
    }

    #[test]
    fn faults_say_what_is_wrong() {
        for (mode, cell, part) in [
            ("flat", "1;2:3", "no tiers"),
            ("graduated", "1", "at least two"),
            ("graduated", "1;20:1;10:1", "must rise"),
            ("graduated", "1;0:1", "must rise"),
            ("graduated", "1;>5:1", "sign"),
            ("graduated", "1;5", "no bound"),
            ("volume", "1;x:2", "not an amount"),
            ("gradual", "1", "unknown"),
        ] {
            let fault = parse(mode, cell).unwrap_err();
            assert!(fault.message.contains(part), "{mode} {cell}: {}", fault.message);
        }
    }

    fn a_price() -> impl Strategy<Value = UnitPrice> {
        (0_i128..=1_000_000_000_000_000_000_000).prop_map(UnitPrice::from_raw)
    }

    fn a_schedule() -> impl Strategy<Value = Schedule> {
        let above = prop::collection::vec((1_i128..1_000_000_000_000, any::<bool>(), a_price()), 1..6);
        (0..4, a_price(), above).prop_map(|(kind, first, above)| {
            let mut at = 0;
            let step = |(more, inclusive, price): (i128, bool, UnitPrice)| {
                at += more;
                Step { bound: Quantity::from_raw(at), inclusive: inclusive || kind == 2, price }
            };
            let tiers = Tiers::new(first, above.into_iter().map(step).collect()).unwrap();
            match kind {
                0 => Schedule::Flat(first),
                1 => Schedule::Block(first),
                2 => Schedule::Graduated(tiers),
                _ => Schedule::Volume(tiers),
            }
        })
    }

    proptest! {
        #[test]
        fn prices_round_trip(schedule in a_schedule()) {
            let (mode, cell) = write(&schedule).unwrap();
            prop_assert_eq!(parse(mode, &cell).unwrap(), schedule);
            prop_assert_eq!(number::padded(&cell), None);
        }

        #[test]
        fn any_text_is_a_price_or_a_fault(mode in "flat|graduated|volume|block|.{0,5}", cell in ".{0,30}") {
            let _ = parse(&mode, &cell);
        }
    }
}
