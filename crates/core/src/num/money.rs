//! Money, unit prices and quantities.
#![warn(clippy::integer_division, clippy::arithmetic_side_effects)]

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::fixed::{self, NumberError, Rounding};
use super::{Ratio, mul_div};

macro_rules! fixed_point {
    ($(#[doc = $doc:literal])* $name:ident, $places:literal) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i128);

        impl $name {
            /// Nothing.
            pub const ZERO: $name = $name(0);
            /// Decimal places the type holds.
            pub const PLACES: u32 = $places;

            /// A whole number of units.
            #[must_use]
            pub const fn from_units(units: i64) -> $name {
                $name((units as i128).wrapping_mul(10_i128.pow($places)))
            }

            /// From the raw count of 10^-places.
            #[must_use]
            pub const fn from_raw(raw: i128) -> $name {
                $name(raw)
            }

            /// The raw count of 10^-places.
            #[must_use]
            pub const fn raw(self) -> i128 {
                self.0
            }

            /// From a `Decimal`; `rounding` says whether places beyond the type's are cut half to even.
            ///
            /// # Errors
            /// When the value does not fit, or has too many places under [`Rounding::Exact`].
            pub fn from_decimal(value: Decimal, rounding: Rounding) -> Result<$name, NumberError> {
                fixed::from_decimal(value, $places, rounding).map($name)
            }

            /// As a `Decimal`, for display and the public API; beyond 28 digits the last places are
            /// rounded half to even, so sum in this type, not in `Decimal`.
            #[must_use]
            pub fn to_decimal(self) -> Decimal {
                fixed::to_decimal(self.0, $places)
            }

            /// Whether it is exactly zero.
            #[must_use]
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            /// The sum; `None` on overflow.
            #[must_use]
            pub fn checked_add(self, other: $name) -> Option<$name> {
                self.0.checked_add(other.0).map($name)
            }

            /// The difference; `None` on overflow.
            #[must_use]
            pub fn checked_sub(self, other: $name) -> Option<$name> {
                self.0.checked_sub(other.0).map($name)
            }

            /// With the other sign.
            #[must_use]
            pub fn negated(self) -> $name {
                $name(self.0.saturating_neg())
            }

            /// Rounded half to even to `places` decimal places, for display (R6).
            #[must_use]
            pub fn rounded(self, places: u32) -> $name {
                let step = 10_i128.saturating_pow(($places as u32).saturating_sub(places));
                $name(mul_div(self.0, 1, step).and_then(|v| v.checked_mul(step)).unwrap_or(self.0))
            }
        }

        impl FromStr for $name {
            type Err = NumberError;

            fn from_str(text: &str) -> Result<$name, NumberError> {
                fixed::parse(text, $places).map($name)
            }
        }

        /// The exact value as a plain decimal, without trailing zeros.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fixed::write(self.0, $places, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }
    };
}

fixed_point! {
    /// An amount of the currency, in 1e-18.
    Money, 18
}
fixed_point! {
    /// The price of one unit, in 1e-12 of the currency.
    UnitPrice, 12
}
fixed_point! {
    /// An amount of a rate's own unit, in 1e-6.
    Quantity, 6
}

impl UnitPrice {
    /// Price x quantity, exactly; `None` on overflow.
    #[must_use]
    pub fn times(self, quantity: Quantity) -> Option<Money> {
        self.0.checked_mul(quantity.0).map(Money)
    }
}

impl Money {
    /// A multiplier applied to money, rounded half to even (R4); `None` on overflow.
    #[must_use]
    pub fn scaled(self, by: Ratio) -> Option<Money> {
        by.of(self.0).map(Money)
    }
}

impl Quantity {
    /// Whole started units, for a block rate: 10,001 requests are 2 blocks of 10,000.
    #[must_use]
    pub fn started(self) -> Option<Quantity> {
        const ONE: i128 = 1_000_000;
        let rest = self.0.rem_euclid(ONE);
        if rest == 0 { Some(self) } else { self.0.checked_add(ONE.checked_sub(rest)?).map(Quantity) }
    }
}
