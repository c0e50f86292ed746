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
    pub fn of(purchase: &str) -> Payment {
        if purchase.ends_with("_all_upfront") {
            Payment::AllUpfront
        } else if purchase.ends_with("_partial_upfront") {
            Payment::Partial
        } else {
            Payment::PerHour
        }
    }
}

pub fn hours(purchase: &str) -> Decimal {
    Decimal::from(if purchase.contains("_3y_") { 26_280 } else { 8_760 })
}

/// The cell, or why effective price and upfront do not fit together.
pub fn cell(purchase: &str, effective: Decimal, upfront: Option<Decimal>) -> Result<String, String> {
    let (price, rounded) = r0(effective);
    let mark = if rounded { "~" } else { "" };
    match (Payment::of(purchase), upfront) {
        (Payment::PerHour, None) => Ok(format!("{}{mark}", plain(price))),
        (Payment::PerHour, Some(_)) => Err("an upfront amount on an hourly price".into()),
        (_, None) => Ok(format!("{}e{mark}", plain(price))),
        (Payment::AllUpfront, Some(upfront)) => {
            let paid = upfront / hours(purchase);
            match (paid - effective).abs() <= TOLERANCE {
                true => Ok(format!("{}u", plain(upfront))),
                false => Err(format!("upfront {upfront} is {paid} per hour, not {effective}")),
            }
        }
        (Payment::Partial, Some(upfront)) => partial(purchase, effective, upfront),
    }
}

/// The hourly part is what the upfront leaves, at the five places AWS prints.
fn partial(purchase: &str, effective: Decimal, upfront: Decimal) -> Result<String, String> {
    let left = effective - upfront / hours(purchase);
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
