//! Exact numbers: integers for charges, one function that divides and rounds.
//!
//! | type | counts | a price of 0.09 USD is |
//! | --- | --- | --- |
//! | [`Money`] | 1e-18 of the currency | 90,000,000,000,000,000 |
//! | [`UnitPrice`] | 1e-12 of the currency per unit | 90,000,000,000 |
//! | [`Quantity`] | 1e-6 of the rate's own unit | |
//!
//! `UnitPrice x Quantity` is one integer multiplication and exact: 12 + 6 = 18 places.
//!
//! ```
//! use costmodel_core::num::{Quantity, UnitPrice};
//! let price: UnitPrice = "0.0000166667".parse()?;      // a Lambda GB-second
//! let quantity: Quantity = "400000.5".parse()?;
//! assert_eq!(price.times(quantity).unwrap().to_string(), "6.66668833335");
//! # Ok::<(), costmodel_core::num::NumberError>(())
//! ```

mod fixed;
mod money;
mod mul_div;

pub use fixed::{NumberError, Rounding};
pub use money::{Money, Quantity, UnitPrice};
pub use mul_div::{Ratio, mul_div, share};

/// The largest price of one unit a book may hold: 1e9 of the currency.
pub const MAX_PRICE: UnitPrice = UnitPrice::from_units(1_000_000_000);
/// The largest quantity of a month: 1e15 of the rate's unit.
pub const MAX_QUANTITY: Quantity = Quantity::from_units(1_000_000_000_000_000);
/// The largest single charge: 1e12 of the currency. 1e8 of them sum without overflow.
pub const MAX_CHARGE: Money = Money::from_units(1_000_000_000_000);
/// The longest horizon, in months.
pub const MAX_MONTHS: u16 = 120;

#[cfg(test)]
mod tests;
