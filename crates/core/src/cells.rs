//! Cells of a CSV as bytes: text quoted and guarded, numbers exact. Each ends with its comma.
//!
//! Text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, TAB or CR) gets an
//! apostrophe before it; numbers stay numbers, with all their digits.

use std::io::Write;

use crate::num::{Money, Quantity, UnitPrice};

/// A text cell. What a spreadsheet would take for a formula gets an apostrophe before it.
pub fn text(row: &mut Vec<u8>, text: &str) {
    let guarded = needs_guard(text);
    let quoted = text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if quoted {
        row.push(b'"');
    }
    if guarded {
        row.push(b'\'');
    }
    if quoted {
        for byte in text.bytes() {
            if byte == b'"' {
                row.push(b'"');
            }
            row.push(byte);
        }
        row.push(b'"');
    } else {
        row.extend_from_slice(text.as_bytes());
    }
    row.push(b',');
}

/// Whether a spreadsheet would take a text for a formula.
#[must_use]
pub fn needs_guard(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell that is known to need no quotes and no guard: a month, a name of ours.
pub fn plain(row: &mut Vec<u8>, text: &str) {
    row.extend_from_slice(text.as_bytes());
    row.push(b',');
}

/// A cell of anything that prints without quotes: a date, a count.
pub fn shown(row: &mut Vec<u8>, value: impl std::fmt::Display) {
    let _ = write!(row, "{value},");
}

/// An exact amount of money.
pub fn money(row: &mut Vec<u8>, value: Money) {
    fixed(row, value.raw(), Money::PLACES);
}

/// An exact unit price.
pub fn unit_price(row: &mut Vec<u8>, value: UnitPrice) {
    fixed(row, value.raw(), UnitPrice::PLACES);
}

/// An exact quantity.
pub fn quantity(row: &mut Vec<u8>, value: Quantity) {
    fixed(row, value.raw(), Quantity::PLACES);
}

/// A count of 10^-places as a plain decimal. One 128-bit division, the rest in 64 bits.
fn fixed(row: &mut Vec<u8>, raw: i128, places: u32) {
    if raw < 0 {
        row.push(b'-');
    }
    let (size, scale) = (raw.unsigned_abs(), 10_u128.pow(places));
    // Most amounts fit 64 bits, where dividing is quick.
    let (whole, fraction) = match (u64::try_from(size), u64::try_from(scale)) {
        (Ok(size), Ok(scale)) => (u128::from(size / scale), u128::from(size % scale)),
        _ => (size / scale, size % scale),
    };
    match u64::try_from(whole) {
        Ok(whole) => digits(row, whole, 1),
        Err(_) => {
            let _ = write!(row, "{whole}");
        }
    }
    if fraction != 0 {
        row.push(b'.');
        let mut fraction = u64::try_from(fraction).unwrap_or(0);
        let mut places = places as usize;
        while fraction % 10 == 0 {
            fraction /= 10;
            places -= 1;
        }
        digits(row, fraction, places);
    }
    row.push(b',');
}

/// Decimal digits, at least so many.
fn digits(row: &mut Vec<u8>, mut value: u64, least: usize) {
    let start = row.len();
    while value != 0 || row.len() - start < least {
        row.push(b'0' + u8::try_from(value % 10).unwrap_or(0));
        value /= 10;
    }
    if let Some(digits) = row.get_mut(start..) {
        digits.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(of: impl Fn(&mut Vec<u8>)) -> String {
        let mut row = Vec::new();
        of(&mut row);
        assert_eq!(row.pop(), Some(b','));
        String::from_utf8(row).unwrap()
    }

    #[test]
    fn formulas_are_guarded_and_commas_quoted() {
        for (given, written) in [
            ("api", "api"),
            ("=cmd()", "'=cmd()"),
            ("+1", "'+1"),
            ("-x", "'-x"),
            ("@a", "'@a"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("a=b", "a=b"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("=a,b", "\"'=a,b\""),
            ("two\nlines", "\"two\nlines\""),
            ("", ""),
        ] {
            assert_eq!(cell(|row| text(row, given)), written, "{given:?}");
        }
    }

    #[test]
    fn numbers_are_those_of_the_core() {
        let samples = [
            0,
            1,
            -1,
            999_999,
            1_000_000,
            1_500_000,
            -2_500_001,
            10_i128.pow(18),
            123_456_789_012_345_678_901_234,
        ];
        for raw in samples.into_iter().chain([i128::MAX, i128::MIN + 1]) {
            assert_eq!(cell(|row| money(row, Money::from_raw(raw))), Money::from_raw(raw).to_string());
            assert_eq!(
                cell(|row| quantity(row, Quantity::from_raw(raw))),
                Quantity::from_raw(raw).to_string()
            );
            assert_eq!(
                cell(|row| unit_price(row, UnitPrice::from_raw(raw))),
                UnitPrice::from_raw(raw).to_string()
            );
        }
    }
}
