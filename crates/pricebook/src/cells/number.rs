//! Numbers as tables write them.

use costmodel_core::num::{MAX_PRICE, NumberError, Quantity, UnitPrice};

use crate::problem::Fault;

/// A price: plain, exact, not negative, within limits.
pub(crate) fn price(text: &str) -> Result<UnitPrice, Fault> {
    let price: UnitPrice = text.parse().map_err(|error| match error {
        NumberError::TooManyPlaces => Fault::new(
            format!("price `{text}` has more than 12 decimal places"),
            "round it half to even to 12 places and say so in the note",
        ),
        NumberError::Syntax | NumberError::OutOfRange => {
            Fault::new(format!("price `{text}` is {error}"), "write a plain decimal such as `0.045`")
        }
    })?;
    if price < UnitPrice::ZERO {
        return Err(Fault::new(format!("price `{text}` is negative"), "a discount belongs in the workload"));
    }
    if price > MAX_PRICE {
        return Err(Fault::new(format!("price `{text}` is out of range"), "a price is at most 1000000000"));
    }
    Ok(price)
}

/// An amount of the row's unit, not negative.
pub(crate) fn quantity(text: &str, what: &str) -> Result<Quantity, Fault> {
    text.parse().ok().filter(|amount: &Quantity| *amount >= Quantity::ZERO).ok_or_else(|| {
        Fault::new(format!("{what} `{text}` is not an amount"), "write a plain decimal of at most 6 places")
    })
}

/// The first number of a cell that is not in its shortest form: `0.10`, `007`.
pub(crate) fn padded(cell: &str) -> Option<&str> {
    cell.split(|c: char| !c.is_ascii_digit() && c != '.').find(|number| {
        let (whole, fraction) = number.split_once('.').map_or((*number, None), |(w, f)| (w, Some(f)));
        (whole.len() > 1 && whole.starts_with('0')) || fraction.is_some_and(|f| f.ends_with('0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_prices_are_faults() {
        for (text, part) in [
            ("0.0000000000001", "12 decimal places"),
            ("1e-3", "plain"),
            ("-1", "negative"),
            ("1000000001", "out of range"),
            ("", "plain"),
        ] {
            assert!(price(text).unwrap_err().message.contains(part), "{text}");
        }
    }

    #[test]
    fn padding_is_seen() {
        assert_eq!(padded("0.09;10240:0.0850"), Some("0.0850"));
        assert_eq!(padded("01"), Some("01"));
        assert_eq!(padded("1323u+0.05;>=200000:10"), None);
        assert_eq!(padded("0"), None);
    }
}
