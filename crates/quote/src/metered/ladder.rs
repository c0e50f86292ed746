//! What an amount costs on a schedule, from zero: the cost of a row is a difference of two of these, so the
//! costs of rows that climb one ladder sum to the charge of their sum, exactly.

use costmodel_core::num::{Money, Quantity, UnitPrice, mul_div};
use costmodel_core::rate::{Schedule, Tiers};

/// An amount of a rate's unit in 1e-22: finer than a month's quantity, because one row may be a few bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(i128);

/// Decimal places of an amount.
pub(crate) const PLACES: u32 = 22;
/// Parts of a quantity's last place in it: 1e-6 / 1e-22.
const PARTS: i128 = 10_i128.pow(PLACES - Quantity::PLACES);
const ONE: i128 = 10_i128.pow(PLACES);

impl Amount {
    pub(crate) const ZERO: Amount = Amount(0);

    pub(crate) const fn from_raw(raw: i128) -> Amount {
        Amount(raw)
    }

    pub(crate) fn checked_add(self, other: Amount) -> Option<Amount> {
        self.0.checked_add(other.0).map(Amount)
    }

    pub(crate) fn of(quantity: Quantity) -> Option<Amount> {
        quantity.raw().checked_mul(PARTS).map(Amount)
    }

    fn started(self) -> Option<Amount> {
        match self.0.rem_euclid(ONE) {
            0 => Some(self),
            rest => self.0.checked_add(ONE.checked_sub(rest)?).map(Amount),
        }
    }

    fn at(self, price: UnitPrice) -> Option<Money> {
        mul_div(price.raw(), self.0, PARTS).map(Money::from_raw)
    }
}

/// What an amount costs; `None` when it does not fit.
pub(crate) fn cost(schedule: &Schedule, amount: Amount) -> Option<Money> {
    match schedule {
        Schedule::Flat(price) => amount.at(*price),
        Schedule::Block(price) => amount.started()?.at(*price),
        Schedule::Term { .. } => amount.at(hourly(schedule)?),
        Schedule::Volume(tiers) => amount.at(tiers.price(step(tiers, amount))),
        Schedule::Graduated(tiers) => {
            let mut sum = Money::ZERO;
            for step in 0..tiers.count() {
                let (from, until) = tiers.range(step);
                let from = Amount::of(from)?;
                if amount <= from && step > 0 {
                    break;
                }
                let until = until.map_or(Some(amount), |until| Some(Amount::of(until)?.min(amount)))?;
                let part = Amount(until.0.checked_sub(from.0)?);
                sum = sum.checked_add(part.at(tiers.price(step))?)?;
            }
            Some(sum)
        }
    }
}

/// The step that an amount reaches: on a ladder of parts, the one its last part is in.
pub(crate) fn step(tiers: &Tiers, amount: Amount) -> usize {
    tiers.reached_by(amount.0, PARTS)
}

/// The steps of a ladder that what lies between two amounts is in.
pub(crate) fn steps(tiers: &Tiers, from: Amount, to: Amount) -> (usize, usize) {
    // A bound is the end of one step and the start of the next: what begins there is in the next.
    let begun = |at: Amount| {
        tiers
            .above()
            .iter()
            .take_while(|step| Amount::of(step.bound).is_some_and(|bound| bound <= at))
            .count()
    };
    let ended = |at: Amount| {
        tiers.above().iter().take_while(|step| Amount::of(step.bound).is_some_and(|bound| bound < at)).count()
    };
    (begun(from), ended(to).max(begun(from)))
}

/// The price of an hour of a term, what is paid at its start included.
pub(crate) fn hourly(schedule: &Schedule) -> Option<UnitPrice> {
    let Schedule::Term { upfront, hourly, hours } = schedule else { return None };
    hourly.checked_add(UnitPrice::from_raw(mul_div(upfront.raw(), 1, i128::from(*hours))?))
}

#[cfg(test)]
mod tests {
    use costmodel_core::rate::Step;

    use super::*;

    fn tiers(rule: &str) -> Tiers {
        let mut parts = rule.split(';');
        let first = parts.next().unwrap().parse().unwrap();
        let above = parts.map(|part| {
            let (bound, price) = part.split_once(':').unwrap();
            Step { bound: bound.parse().unwrap(), inclusive: false, price: price.parse().unwrap() }
        });
        Tiers::new(first, above.collect()).unwrap()
    }

    fn amount(text: &str) -> Amount {
        Amount::of(text.parse().unwrap()).unwrap()
    }

    fn costs(schedule: &Schedule, text: &str) -> String {
        cost(schedule, amount(text)).unwrap().to_string()
    }

    #[test]
    fn each_schedule_by_hand() {
        let price = |text: &str| text.parse::<UnitPrice>().unwrap();
        assert_eq!(costs(&Schedule::Flat(price("0.09")), "100.5"), "9.045");
        assert_eq!(costs(&Schedule::Block(price("0.03")), "2.000001"), "0.09");
        // 10,240 x 0.09 + 40,960 x 0.085 + 1 x 0.07.
        let graduated = Schedule::Graduated(tiers("0.09;10240:0.085;51200:0.07"));
        assert_eq!(costs(&graduated, "51201"), "4403.27");
        assert_eq!(costs(&graduated, "10240"), "921.6");
        assert_eq!(costs(&graduated, "0"), "0");
        let volume = Schedule::Volume(tiers("0.09;10240:0.085"));
        assert_eq!((costs(&volume, "10240"), costs(&volume, "10241")), ("921.6".into(), "870.485".into()));
        let term = Schedule::Term { upfront: price("876"), hourly: price("0.05"), hours: 8_760 };
        assert_eq!(costs(&term, "2"), "0.3");
    }

    #[test]
    fn a_bound_belongs_to_one_step() {
        let tiers = tiers("0.09;10240:0.085;51200:0.07");
        assert_eq!(steps(&tiers, amount("0"), amount("10240")), (0, 0));
        assert_eq!(steps(&tiers, amount("10240"), amount("10241")), (1, 1));
        assert_eq!(steps(&tiers, amount("10239"), amount("51201")), (0, 2));
        assert_eq!(steps(&tiers, amount("10240"), amount("10240")), (1, 1));
    }
}
