//! Price cells of wide rows: `0.0928`, `1323u`, `662u+0.0756`, `0.1234e`, each with `~` behind when derived.

use std::fmt;

use costmodel_core::num::UnitPrice;
use costmodel_core::rate::{Quality, Schedule};

use super::number;
use crate::problem::Fault;

/// Hours of a term of one year and of three.
const TERMS: [(&str, u32); 2] = [("_1y", 8_760), ("_3y", 26_280)];

/// What is written in a cell of a wide row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WidePrice {
    /// Paid how.
    pub(crate) paid: Paid,
    /// Computed from other figures.
    pub(crate) derived: bool,
}

/// How an hour of a machine is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paid {
    /// By the hour.
    Hourly(UnitPrice),
    /// Partly or wholly at the start; only the sum per hour is known.
    Effective(UnitPrice),
    /// So much at the start of the term, and so much for each hour.
    Upfront(UnitPrice, UnitPrice),
}

/// The hours of the term a column is about; `None` for `on_demand` and `spot`.
pub(crate) fn term_hours(column: &str) -> Option<u32> {
    TERMS.iter().find(|(mark, _)| column.contains(mark)).map(|(_, hours)| *hours)
}

impl WidePrice {
    /// Reads a cell that is not empty.
    pub(crate) fn parse(cell: &str) -> Result<WidePrice, Fault> {
        let (text, derived) = cell.strip_suffix('~').map_or((cell, false), |text| (text, true));
        let paid = if let Some((upfront, hourly)) = text.split_once("u+") {
            Paid::Upfront(number::price(upfront)?, number::price(hourly)?)
        } else if let Some(upfront) = text.strip_suffix('u') {
            Paid::Upfront(number::price(upfront)?, UnitPrice::ZERO)
        } else if let Some(effective) = text.strip_suffix('e') {
            Paid::Effective(number::price(effective)?)
        } else {
            Paid::Hourly(number::price(text)?)
        };
        Ok(WidePrice { paid, derived })
    }

    /// The schedule, its quality and what its note says, in a column.
    pub(crate) fn read(self, column: &str) -> Result<(Schedule, Quality, &'static str), Fault> {
        let quality = if self.derived { Quality::Derived } else { Quality::Exact };
        Ok(match self.paid {
            Paid::Hourly(price) => (Schedule::Flat(price), quality, ""),
            Paid::Effective(price) => {
                let note = "effective hourly price; how much of it is paid at the start is unknown";
                (Schedule::Flat(price), Quality::Derived, note)
            }
            Paid::Upfront(upfront, hourly) => {
                let hours = term_hours(column).ok_or_else(|| {
                    Fault::new(
                        format!("`{self}` is paid at the start, but {column} has no term"),
                        "give a price per hour",
                    )
                })?;
                (Schedule::Term { upfront, hourly, hours }, quality, "")
            }
        })
    }
}

impl fmt::Display for WidePrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.paid {
            Paid::Hourly(price) => write!(f, "{price}")?,
            Paid::Effective(price) => write!(f, "{price}e")?,
            Paid::Upfront(upfront, hourly) if hourly.is_zero() => write!(f, "{upfront}u")?,
            Paid::Upfront(upfront, hourly) => write!(f, "{upfront}u+{hourly}")?,
        }
        f.write_str(if self.derived { "~" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_read() {
        let read = |cell: &str, column: &str| WidePrice::parse(cell).unwrap().read(column);
        let price = |text: &str| text.parse::<UnitPrice>().unwrap();
        assert_eq!(read("0.0928", "on_demand").unwrap().0, Schedule::Flat(price("0.0928")));
        let term = |upfront: &str, hourly: &str, hours| Schedule::Term {
            upfront: price(upfront),
            hourly: price(hourly),
            hours,
        };
        assert_eq!(read("1323u", "reserved_1y_all_upfront").unwrap().0, term("1323", "0", 8_760));
        assert_eq!(
            read("662u+0.0756", "reserved_3y_partial_upfront").unwrap().0,
            term("662", "0.0756", 26_280)
        );
        assert_eq!(read("997u", "reservation_3y").unwrap().0, term("997", "0", 26_280));
        let (schedule, quality, note) = read("0.1234e", "reserved_1y_all_upfront").unwrap();
        assert_eq!((schedule, quality), (Schedule::Flat(price("0.1234")), Quality::Derived));
        assert!(note.contains("effective"));
        assert_eq!(read("0.05~", "spot").unwrap().1, Quality::Derived);
        assert!(read("5u", "spot").is_err());
        assert!(WidePrice::parse("5u+").is_err() && WidePrice::parse("~").is_err());
    }

    proptest! {
        #[test]
        fn wide_prices_round_trip(a in 0_i128..1_000_000_000_000_000, b in 0_i128..1_000_000_000_000_000, kind in 0..3, derived: bool) {
            let (a, b) = (UnitPrice::from_raw(a), UnitPrice::from_raw(b));
            let paid = match kind { 0 => Paid::Hourly(a), 1 => Paid::Effective(a), _ => Paid::Upfront(a, b) };
            let price = WidePrice { paid, derived };
            prop_assert_eq!(WidePrice::parse(&price.to_string()).unwrap(), price);
        }
    }
}
