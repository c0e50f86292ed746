//! Decimals as the tables hold them: plain, no exponent, no trailing zeros,
//! at most 12 places (rounding R0: half to even, and marked derived).

use rust_decimal::{Decimal, RoundingStrategy};
use std::str::FromStr;

pub const PRICE_PLACES: u32 = 12;

/// A price of at most 12 places, and whether R0 had to round it.
pub fn r0(value: Decimal) -> (Decimal, bool) {
    let rounded = value.round_dp_with_strategy(PRICE_PLACES, RoundingStrategy::MidpointNearestEven);
    (rounded, rounded != value)
}

pub fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

/// Reads a plain decimal number; anything else is `None`.
pub fn parse(text: &str) -> Option<Decimal> {
    let digits = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    if text.is_empty() || !text.chars().all(digits) {
        return None;
    }
    Decimal::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        parse(text).unwrap()
    }

    #[test]
    fn rounds_half_to_even_at_12_places() {
        assert_eq!(r0(d("0.0000000000005")), (d("0"), true));
        assert_eq!(r0(d("0.0000000000015")), (d("0.000000000002"), true));
        assert_eq!(r0(d("0.0000000000025")), (d("0.000000000002"), true));
        assert_eq!(r0(d("0.0000833333333333")), (d("0.000083333333"), true));
        assert_eq!(r0(d("0.045")), (d("0.045"), false));
    }

    #[test]
    fn prints_plain() {
        assert_eq!(plain(d("0.0450")), "0.045");
        assert_eq!(plain(d("10.00")), "10");
        assert_eq!(plain(d("0")), "0");
        assert_eq!(plain(d("0.000000000001")), "0.000000000001");
    }

    #[test]
    fn refuses_exponents_and_words() {
        assert_eq!(parse("1e-5"), None);
        assert_eq!(parse("free"), None);
        assert_eq!(parse(""), None);
    }
}
