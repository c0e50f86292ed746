//! One cell of a row of machines: how a price that may be paid upfront is written.
//!
//! `0.0928` per hour · `1323u` all paid at the start · `662u+0.0756` both ·
//! `0.1234e` effective per hour, upfront unknown · a trailing `~` is derived.

use crate::number::{plain, r0};
use rust_decimal::{Decimal, RoundingStrategy};

/// Sources print effective prices with six places at best, some with five.
const TOLERANCE: Decimal = Decimal::from_parts(2, 0, 0, false, 6);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payment {
    PerHour,
    Partial,
    AllUpfront,
}

impl Payment {
    /// How the prices of a column are paid. A reservation of Azure has a total for its term, which may be paid
    /// in equal months at no extra cost ("Pay for Azure reservations upfront or monthly",
    /// learn.microsoft.com/azure/cost-management-billing/reservations/prepare-buy-reservation).
    pub fn of(column: &str) -> Payment {
        if column.ends_with("_all_upfront") || column.starts_with("reservation_") {
            Payment::AllUpfront
        } else if column.ends_with("_partial_upfront") {
            Payment::Partial
        } else {
            Payment::PerHour
        }
    }
}

pub fn hours(column: &str) -> Decimal {
    Decimal::from(if column.contains("_3y") { 26_280 } else { 8_760 })
}

/// The cell, or why effective price and upfront do not fit together.
pub fn cell(column: &str, effective: Decimal, upfront: Option<Decimal>) -> Result<String, String> {
    let (price, rounded) = r0(effective);
    let mark = if rounded { "~" } else { "" };
    match (Payment::of(column), upfront) {
        (Payment::PerHour, None) => Ok(format!("{}{mark}", plain(price))),
        (Payment::PerHour, Some(_)) => Err("an upfront amount on an hourly price".into()),
        (_, None) => Ok(format!("{}e{mark}", plain(price))),
        (Payment::AllUpfront, Some(upfront)) => {
            let paid = upfront / hours(column);
            match (paid - effective).abs() <= TOLERANCE {
                true => Ok(format!("{}u", plain(upfront))),
                false => Err(format!("upfront {upfront} is {paid} per hour, not {effective}")),
            }
        }
        (Payment::Partial, Some(upfront)) => partial(column, effective, upfront),
    }
}

/// The hourly part is what the upfront leaves, at the five places AWS prints.
fn partial(column: &str, effective: Decimal, upfront: Decimal) -> Result<String, String> {
    let left = effective - upfront / hours(column);
    let hourly = left.round_dp_with_strategy(5, RoundingStrategy::MidpointNearestEven);
    if hourly < Decimal::ZERO || (hourly - left).abs() > TOLERANCE {
        return Err(format!("upfront {upfront} leaves {left} per hour"));
    }
    Ok(format!("{}u+{}", plain(upfront), plain(hourly)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse;

    fn d(text: &str) -> Decimal {
        parse(text).unwrap()
    }

    #[test]
    fn writes_each_way_of_paying() {
        assert_eq!(cell("on_demand", d("0.2568"), None).unwrap(), "0.2568");
        assert_eq!(cell("reserved_1y_all_upfront", d("0.151027"), Some(d("1323"))).unwrap(), "1323u");
        assert_eq!(
            cell("reserved_1y_partial_upfront", d("0.312164"), Some(d("1368"))).unwrap(),
            "1368u+0.156"
        );
        assert_eq!(cell("reserved_3y_all_upfront", d("0.1"), None).unwrap(), "0.1e");
        assert_eq!(cell("reservation_3y", d("0.0379376"), Some(d("997"))).unwrap(), "997u");
        assert_eq!(cell("savings_plan_3y", d("0.1"), None).unwrap(), "0.1");
    }

    #[test]
    fn refuses_figures_that_do_not_fit() {
        assert!(cell("reserved_1y_all_upfront", d("0.2"), Some(d("1323"))).is_err());
        assert!(cell("on_demand", d("0.2"), Some(d("1"))).is_err());
    }

    #[test]
    fn a_rounded_price_is_marked() {
        assert_eq!(cell("spot", d("0.12345678901234"), None).unwrap(), "0.123456789012~");
    }
}
