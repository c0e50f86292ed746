//! Figures as feeds write them: exact, whatever the notation. A binary float never touches a price.

use costmodel_core::num::{MAX_PRICE, Quantity, Rounding, UnitPrice};
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A figure longer than this was not written to be read.
const MOST_DIGITS: usize = 64;

/// The text of a number in a JSON document, or of a string that holds one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure(pub String);

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Figure, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get().trim_matches('"');
        let is_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        if is_number && text.len() <= MOST_DIGITS {
            return Ok(Figure(text.to_owned()));
        }
        let shown: String = text.chars().take(24).collect();
        Err(serde::de::Error::custom(format!("`{shown}` is not a number")))
    }
}

/// A plain or scientific number, exactly; what is wrong with it otherwise.
///
/// ```
/// use costmodel_feeds::decimal;
/// assert_eq!(decimal("3e-06").unwrap().to_string(), "0.000003");
/// assert_eq!(decimal("0.0960000000").unwrap().to_string(), "0.096");
/// assert!(decimal("NaN").is_err() && decimal("1e99").is_err() && decimal("").is_err());
/// ```
///
/// # Errors
/// In words, for whoever reads the report.
pub fn decimal(text: &str) -> Result<Decimal, String> {
    let text = text.trim();
    let wrong = || {
        let shown: String = text.chars().take(24).collect();
        format!("`{shown}` is not a number that can be kept exactly")
    };
    if text.len() > MOST_DIGITS {
        return Err(wrong());
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let digits = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let is_plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let exponent: i32 = exponent.parse().map_err(|_| wrong())?;
    if !is_plain || exponent.unsigned_abs() > 40 {
        return Err(wrong());
    }
    let mut value = Decimal::from_str_exact(mantissa).map_err(|_| wrong())?.normalize();
    let places = exponent.unsigned_abs();
    if exponent < 0 {
        let scale = value.scale().checked_add(places).filter(|scale| *scale <= Decimal::MAX_SCALE);
        value.set_scale(scale.ok_or_else(wrong)?).map_err(|_| wrong())?;
    } else {
        for _ in 0..places {
            value = value.checked_mul(Decimal::TEN).ok_or_else(wrong)?;
        }
    }
    Ok(value.normalize())
}

/// A price, and whether it had to be rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// At 12 places, half to even (R0).
    pub amount: UnitPrice,
    /// Whether places were lost.
    pub rounded: bool,
}

/// A price that a table can hold.
///
/// # Errors
/// When it is negative or larger than any price.
pub fn price(value: Decimal) -> Result<Price, String> {
    if value.is_sign_negative() && !value.is_zero() {
        return Err(format!("a price of {value} is negative"));
    }
    let amount =
        UnitPrice::from_decimal(value, Rounding::HalfEven).ok().filter(|amount| *amount <= MAX_PRICE);
    let amount = amount.ok_or_else(|| format!("a price of {value} is out of range"))?;
    Ok(Price { amount, rounded: amount.to_decimal() != value })
}

/// A bound of a tier.
///
/// # Errors
/// When it is negative or has more places than a bound can have.
pub fn bound(value: Decimal) -> Result<Quantity, String> {
    let quantity = Quantity::from_decimal(value, Rounding::Exact).ok().filter(|q| *q >= Quantity::ZERO);
    quantity.ok_or_else(|| format!("a tier from {value} cannot be written"))
}

/// How many of `from` one of `to` is, as (times, over); `None` when that depends on the month or they count
/// different things.
pub(crate) fn conversion(from: &Unit, to: &Unit) -> Option<(Decimal, Decimal)> {
    let factor = to.factor(from, Decimal::from(730))?;
    // Hours of a month differ: what depends on them is no conversion of a price.
    let other = to.factor(from, Decimal::from(744))?;
    (factor == other).then_some((factor.times, factor.over))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_keep_every_digit() {
        for (text, value) in [
            ("1.25e-05", "0.0000125"),
            ("5E-8", "0.00000005"),
            ("2e3", "2000"),
            ("-0.5", "-0.5"),
            ("0", "0"),
            ("0.1000000000000000055511151231", "0.1000000000000000055511151231"),
        ] {
            assert_eq!(decimal(text).unwrap().to_string(), value, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_said() {
        let long = "9".repeat(65);
        for text in ["NaN", "Infinity", "-", "", "1e", "1e1000", "0x10", "1_000", ".5", "1e-29", &long, "+1"]
        {
            assert!(decimal(text).is_err(), "{text}");
        }
    }

    #[test]
    fn prices_round_to_twelve_places_and_say_so() {
        let read = |text: &str| price(decimal(text).unwrap());
        assert!(!read("0.000000000001").unwrap().rounded);
        let long = read("0.0000125000000000000001").unwrap();
        assert!(long.rounded && long.amount.to_string() == "0.0000125");
        assert!(read("-0.01").is_err() && read("1000000001").is_err());
    }

    #[test]
    fn units_that_depend_on_the_month_do_not_convert() {
        let unit = |text: &str| text.parse::<Unit>().unwrap();
        assert_eq!(
            conversion(&unit("Requests"), &unit("1000000 Requests")),
            Some((Decimal::from(1_000_000), Decimal::ONE))
        );
        assert_eq!(
            conversion(&unit("vCPU-Seconds"), &unit("vCPU-Hours")),
            Some((Decimal::from(3_600), Decimal::ONE))
        );
        assert_eq!(conversion(&unit("GiB-Hours"), &unit("GiB-Months")), None);
        assert_eq!(conversion(&unit("GiB"), &unit("Hours")), None);
    }
}
